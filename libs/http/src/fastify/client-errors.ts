import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { type Socket } from 'node:net';
import { makeProblem, PROBLEM_TYPE, type Problem } from '../problems/problem.js';
import { CORRELATION_HEADER } from './correlation-id.js';

function problemOfParser(code: string | undefined): Problem {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return makeProblem(408, 'request-timeout', 'The request took too long to arrive.');
  if (code === 'HPE_HEADER_OVERFLOW')
    return makeProblem(431, 'headers-too-large', 'The head of the request is larger than 16 KiB.', {
      field: 'headers',
    });
  return makeProblem(400, 'malformed-request', 'This is not a proper HTTP request.', { field: 'request' });
}

/**
 * Answers what Node's HTTP parser could not make a request of (control characters in headers, a head without end): there
 * is no request yet, so the answer is written to the socket.
 */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (socket.writable) {
    const correlationId = randomUUID();
    const problem = problemOfParser(error.code);
    const body = JSON.stringify({ ...problem, correlationId });
    const head = [
      `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
      `Content-Type: ${PROBLEM_TYPE}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      `${CORRELATION_HEADER}: ${correlationId}`,
      'Connection: close',
    ];
    socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
    return;
  }
  socket.destroy(error);
}
