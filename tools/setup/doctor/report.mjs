const width = 80;

/**
 * The diagnosis in words: a line for each check, its way out below it, and in the end what it comes to.
 * @param {import('./examine.mjs').Diagnosis} diagnosis
 */
export function report({ canStart, checks }) {
  const widest = Math.max(...checks.map(({ title }) => title.length));
  const indent = ' '.repeat('missing'.length + widest + 4);
  const lines = checks.flatMap(({ title, state, found, wayOut }) => {
    const head = `${state.padEnd('missing'.length)}  ${title.padEnd(widest)}  `;
    return [
      head + wrapped(found, indent),
      ...(wayOut === undefined ? [] : [`${indent}> ${wrapped(wayOut, `${indent}  `)}`]),
    ];
  });
  return [...lines, '', conclusion(canStart, checks)].join('\n');
}

/**
 * @param {boolean} canStart
 * @param {import('./examine.mjs').Finding[]} checks
 */
function conclusion(canStart, checks) {
  if (!canStart) {
    const lacking = checks.filter(({ state }) => state === 'missing').map(({ title }) => title);
    return `Aviary cannot start here yet: see ${lacking.join(', ')}.`;
  }
  const warnings = checks.filter(({ state }) => state === 'warning').length;
  if (warnings === 0) return 'Aviary can start: npm start';
  return `Aviary can start (npm start), with ${warnings === 1 ? '1 warning' : `${warnings} warnings`}.`;
}

/**
 * @param {string} text
 * @param {string} indent before every line but the first
 */
function wrapped(text, indent) {
  let line = '';
  const lines = [];
  for (const word of text.split(' ')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join(`\n${indent}`);
}
