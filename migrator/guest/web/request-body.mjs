/** Writes a request's body as it comes, with its length or in chunks (RFC 9112, 6 and 7). */
import { RequestContentLengthMismatchError } from 'undici/lib/core/errors.js';

const EXPECTS_BODY = new Set(['PUT', 'POST', 'PATCH', 'QUERY', 'PROPFIND', 'PROPPATCH']);
export const expectsBody = ({ method }) => EXPECTS_BODY.has(method);

/** @throws what the body throws, and where it is not as long as it was said to be */
export async function writeBody(socket, head, request, hasFailed) {
  const { contentLength, body } = request;
  const length = contentLength === 0 && !expectsBody(request) ? null : contentLength;
  let sent = 0;
  for await (const chunk of body) {
    if (hasFailed()) return false;
    const size = Buffer.byteLength(chunk);
    if (size === 0) continue;
    if (length !== null && sent + size > length) throw new RequestContentLengthMismatchError();
    socket.cork();
    if (sent === 0)
      socket.write(
        length === null
          ? `${head}transfer-encoding: chunked\r\n`
          : `${head}content-length: ${length}\r\n\r\n`,
        'latin1',
      );
    if (length === null) socket.write(`\r\n${size.toString(16)}\r\n`, 'latin1');
    sent += size;
    const isTaken = socket.write(chunk);
    socket.uncork();
    request.onBodySent(chunk);
    if (!isTaken) await drained(socket);
  }
  if (hasFailed()) return false;
  if (sent === 0)
    socket.write(expectsBody(request) ? `${head}content-length: 0\r\n\r\n` : `${head}\r\n`, 'latin1');
  else if (length === null) socket.write('\r\n0\r\n\r\n', 'latin1');
  if (length !== null && sent !== length) throw new RequestContentLengthMismatchError();
  request.onRequestSent();
  return true;
}

/** Or closed. */
function drained(socket) {
  if (socket.destroyed) return undefined;
  return new Promise((done) => {
    const over = () => {
      socket.off('drain', over).off('close', over);
      done();
    };
    socket.on('drain', over).on('close', over);
  });
}
