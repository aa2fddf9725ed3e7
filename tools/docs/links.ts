import path from 'node:path';
import { type Page, quoted } from './pages.js';

/** A heading's name in a link, as GitHub and most others make it. */
const slug = (heading: string): string =>
  heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_\- ]/gu, '')
    .replaceAll(' ', '-');

const anchors = ({ prose }: Page): string[] =>
  [...prose.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading]) => slug((heading as string).trim()));

/** What a page links to inside the clone: the file as written in the clone, and the heading. */
function linksOf(page: Page): { written: string; file: string; heading: string | undefined }[] {
  const written = [...page.prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target as string);
  return written
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [file = '', heading] = target.split('#');
      const own = path.posix.join(path.posix.dirname(page.file), file);
      return { written: target, file: file === '' ? page.file : own, heading };
    });
}

/** Links of a page that lead nowhere. */
export function brokenLinks(page: Page, pages: readonly Page[], files: readonly string[]): string[] {
  return linksOf(page).flatMap(({ written, file, heading }) => {
    if (!files.includes(file) && !files.includes(`${file.replace(/\/$/, '')}/`))
      return [`${page.file} links to ${written}, which is not there`];
    const target = pages.find((other) => other.file === file);
    const missing = heading !== undefined && target !== undefined && !anchors(target).includes(heading);
    return missing ? [`${page.file} links to ${written}, and ${file} has no such heading`] : [];
  });
}

const looksLikePath = /^[\w@-][\w.@-]*(\/[\w.@-]+)*\/?$/;
const isOfTheClone = /^(apps|bin|docs|libs|schemas|test|tools)\/./;
const isSource = /\.(ts|mjs|cjs|sql|py|http|yml)$/;

/**
 * Files that a page names and that are not there. A path from the root counts as it is; a name of a source, also with
 * folders before it (`http/proxy.ts`), is there if some path ends with it. "New file `x`" says itself that it is not.
 */
export function missingFiles(page: Page, files: readonly string[]): string[] {
  const prose = page.prose.replace(/^New file .*$/gm, '');
  return quoted({ ...page, prose })
    .filter((name) => looksLikePath.test(name) && (isOfTheClone.test(name) || isSource.test(name)))
    .filter((name) => {
      const bare = name.replace(/\/$/, '');
      if (isOfTheClone.test(name)) return !files.includes(bare) && !files.includes(`${bare}/`);
      return !files.some((file) => file === bare || file.endsWith(`/${bare}`));
    })
    .map((name) => `${page.file} names ${name}, which is not there`);
}

/** Pages that nobody finds who begins to read at the README. */
export function unreachable(pages: readonly Page[]): string[] {
  const found = new Set(['README.md']);
  for (const file of found) {
    const page = pages.find((other) => other.file === file);
    if (page) linksOf(page).forEach((link) => found.add(link.file));
  }
  return pages.map(({ file }) => file).filter((file) => !found.has(file));
}
