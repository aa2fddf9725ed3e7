import { expect, test } from '@jest/globals';
import { defaultPort } from '#libs/platform';
import { GATEWAY, USUAL } from './gateway-port.js';

test('the usual port is the default of the gateway', () => expect(USUAL).toBe(defaultPort(GATEWAY)));
