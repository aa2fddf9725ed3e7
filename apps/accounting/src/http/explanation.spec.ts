import { expect, test } from '@jest/globals';
import { prefersText } from './explanation.dto.js';

test.each([
  [{}, undefined, false],
  [{}, '*/*', false],
  [{}, 'text/plain', true],
  [{}, 'text/html, text/plain;q=0.9, application/json;q=0.8', true],
  [{}, 'application/json, text/plain', false],
  [{ format: 'text' }, 'application/json', true],
  [{ format: 'json' }, 'text/plain', false],
] as const)('asked with %j and Accept: %s', (query, accept, wanted) => expect(prefersText(query, accept)).toBe(wanted));
