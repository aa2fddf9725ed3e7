import { createHash, createHmac, pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';

/**
 * Many rounds make it dear to guess a password that somebody has thought of (RFC 7677 wants 4,096 for those). Ours are 256
 * bits that nobody can guess, and each connection of each service pays for the rounds.
 */
const ITERATIONS = 256;
const derive = promisify(pbkdf2);

const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/**
 * What PostgreSQL stores of a password (RFC 5802, as `SCRAM-SHA-256$…`). It is made here so that the password itself is
 * never sent in a statement, where a server's log could keep it.
 *
 * @param password of ASCII characters only, as ours are (hexadecimal digits)
 */
export async function scramVerifier(password: string): Promise<string> {
  const salt = randomBytes(16);
  const salted = await derive(password, salt, ITERATIONS, 32, 'sha256');
  const storedKey = createHash('sha256').update(hmac(salted, 'Client Key')).digest('base64');
  const serverKey = hmac(salted, 'Server Key').toString('base64');
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}
