/** What a project of the demo company works on. Each thing can follow any of the templates' verbs. */
export interface DemoProject {
  readonly name: string;
  readonly things: readonly string[];
}

/** A company of parrots that delivers seeds, books nests, pays in feathers, and has an office to keep. */
export const PROJECTS: readonly DemoProject[] = [
  {
    name: 'Seed delivery',
    things: [
      ...['the courier map', 'the seed basket', 'the delivery estimate', 'the list of feeders', 'the route planner'],
      ...[
        'the weather warning',
        'the tip jar',
        'the bulk order of millet',
        'the order history',
        'the out-of-seed page',
      ],
      ...['the courier rating', 'the drop-off photo', 'the price of a short flight', 'the night delivery'],
      ...['the return of empty husks', 'the gift wrapping'],
    ],
  },
  {
    name: 'Feather pay',
    things: [
      ...['the payout statement', 'the feather wallet', 'the currency table', 'the refund form', 'the monthly invoice'],
      ...['the card reader', 'the split bill', 'the fraud check', 'the spending limit', 'the exchange of old feathers'],
      ...['the receipt printer', 'the list of debtors', 'the tax report', 'the savings nest', 'the direct debit'],
      'the payment reminder',
    ],
  },
  {
    name: 'Nest booking',
    things: [
      ...['the calendar of free nests', 'the booking form', 'the photo gallery', 'the cancellation rule'],
      ...['the host dashboard', 'the map of quiet trees', 'the review of a stay', 'the late check-in', 'the deposit'],
      ...['the search by branch height', 'the invitation of a flock', 'the seasonal discount', 'the cleaning plan'],
      ...['the waiting list', 'the door code', 'the message to the host'],
    ],
  },
  {
    name: 'Flight control',
    things: [
      ...['the build server', 'the backup of the nest database', 'the alarm for low disk space', 'the staging cage'],
      ...['the log archive', 'the certificate renewal', 'the load balancer', 'the on-call rota', 'the message queue'],
      ...['the health page', 'the release script', 'the password vault', 'the test data', 'the metrics dashboard'],
      ...['the network diagram', 'the cost report of the cloud'],
    ],
  },
  {
    name: 'Office cage',
    things: [
      ...[
        'the door bell',
        'the nut dispenser',
        'the meeting perch',
        'the water bowl',
        'the welcome guide',
        'the mirror',
      ],
      ...['the sing-along room', 'the swing', 'the heating lamp', 'the hammock', 'the list of keys', 'the window seat'],
      ...['the chewing toys', 'the parking branch', 'the nap schedule', 'the first-aid kit'],
    ],
  },
];

/** What can be done about a thing; `*` stands for it. */
export const TITLES: readonly string[] = [
  ...['Fix the typo in *', 'Redesign *', 'Write tests for *', 'Document *', 'Speed up *', 'Clean up *', 'Review *'],
  ...['Measure who uses *', 'Replace *', 'Translate *', 'Find out why nobody trusts *', 'Make * work offline'],
  ...['Move * to the new design', 'Collect complaints about *', 'Draft a plan for *', 'Check the costs of *'],
  ...['Interview three customers about *', 'Make * readable on small screens', 'Add a search to *', 'Untangle *'],
  ...['Take * apart and put it together again', 'Estimate what it takes to rebuild *', 'Remove dead code around *'],
  ...['Show an example in *', 'Ask finance about *', 'Make * louder', 'Make * quieter', 'Give * a better name'],
  ...['Set a limit for *', 'Log every change of *', 'Restore * after last week', 'Demonstrate * on Friday'],
  ...['Compare * with what the crows have', 'Add keyboard shortcuts to *', 'Sort out the rights on *', 'Simplify *'],
  ...['Investigate the outage of *', 'Order spare parts for *', 'Train two colleagues in *', 'Put * on the dashboard'],
  ...['Write the release notes for *', 'Reproduce the bug in *', 'Agree on an owner for *', 'Warn before deleting *'],
  ...['Try out three colours for *', 'Repair *', 'Prepare * for the holidays', 'Automate *', 'Count clicks on *'],
  ...['Explain * to the board', 'Close the old tickets about *', 'Check * for accessibility', 'Plan the end of *'],
  ...['Shorten *', 'Run a survey on *', 'Secure *', 'Refactor *'],
];

/** Some tasks say more than their title. */
export const DESCRIPTIONS: readonly string[] = [
  'Came up in the last retrospective. Ask Vera before you start.',
  'Two customers have complained already, the third threatened to bite.',
  'Keep it small: half a day, then show it to the flock.',
  'The numbers are in the shared folder; the ones from last quarter are wrong.',
  'Done when somebody who has never seen it gets it right at first try.',
  'We promised this to the board. Whoever finishes it early may tell them.',
  'Not urgent, but it gets on everybody’s feathers.',
  'See how we solved it in Nest booking, and do not copy the bug.',
  'Needs a second pair of eyes before it goes out.',
  'If it takes longer than two days, say so on the second, not on the fifth.',
  'There is a sketch on the whiteboard next to the nut dispenser.',
  'Blocked for weeks; since this morning it no longer is.',
];
