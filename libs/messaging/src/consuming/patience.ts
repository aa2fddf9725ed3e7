import { type Obstacle } from './obstacle.js';

/**
 * Waits for a lane, but not for ever: one that takes longer than the others should wait is left to itself. What it is at
 * goes on; nothing more is offered to it until it is done.
 */
export async function withPatience(taking: Promise<Obstacle | undefined>, ms: number): Promise<Obstacle | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Obstacle>((resolve) => {
    timer = setTimeout(() => resolve({ kind: 'slow', reason: `It has been at one batch for over ${ms} ms.` }), ms);
  });
  try {
    return await Promise.race([taking, late]);
  } finally {
    clearTimeout(timer);
  }
}
