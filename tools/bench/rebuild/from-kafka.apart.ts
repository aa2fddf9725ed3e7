import { type ApartWorkshop } from '../harness/apart.main.js';
import { type Contender } from '../harness/types.js';
import { rebuilding } from './aviary.js';

/** Ours, from the topic. */
export const open = (workshop: ApartWorkshop): Promise<Contender> => rebuilding(workshop, 'kafka');
