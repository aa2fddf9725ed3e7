import { type Type } from 'avsc';
import { UndecodableError } from './errors.js';

type Resolver = ReturnType<Type['createResolver']>;

/**
 * Reads a value that begins at the offset.
 *
 * @param resolver brings what was written by another schema to this type
 * @returns the value and where it ends
 * @throws UndecodableError with the given code
 */
export function readPart(
  type: Type,
  bytes: Buffer,
  offset: number,
  code: 'bad-meta' | 'bad-body',
  resolver?: Resolver,
): { value: object; offset: number } {
  const part = code === 'bad-meta' ? 'metadata' : 'body';
  let read: { value: unknown; offset: number };
  try {
    read = type.decode(bytes, offset, resolver);
  } catch (error) {
    throw new UndecodableError(code, `The ${part} cannot be read: ${(error as Error).message}.`, error);
  }
  if (!(read.offset >= 0)) throw new UndecodableError(code, `The ${part} cannot be read: it is cut short.`);
  return read as { value: object; offset: number };
}

/**
 * Reads a body that begins at the offset and must end where the bytes do.
 *
 * @throws UndecodableError
 */
export function readBody(type: Type, bytes: Buffer, offset: number, resolver?: Resolver): object {
  const { value, offset: end } = readPart(type, bytes, offset, 'bad-body', resolver);
  if (end < bytes.length)
    throw new UndecodableError('trailing-bytes', `${bytes.length - end} bytes are left over after the body.`);
  return value;
}
