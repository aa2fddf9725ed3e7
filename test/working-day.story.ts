import { companyOfOwn, sharedAviary } from './support/company.js';
import { tellWorkingDay } from './told/working-day.js';

/** With a process for each service it is told in `outages.story.ts`, whose Aviary has been through more than a day by then. */
tellWorkingDay('one process', async () => await companyOfOwn(await sharedAviary(), 'early-birds', 6));
