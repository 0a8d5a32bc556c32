/** `fetch` and its classes: undici's, as in Node, over sockets at home. */
import { fetch as undiciFetch } from 'undici/lib/web/fetch/index.js';

export { FormData } from 'undici/lib/web/fetch/formdata.js';
export { Headers } from 'undici/lib/web/fetch/headers.js';
export { Request } from 'undici/lib/web/fetch/request.js';
export { Response } from 'undici/lib/web/fetch/response.js';

export function fetch(input, init = undefined) {
  return undiciFetch(input, init).catch((error) => {
    if (error && typeof error === 'object') Error.captureStackTrace(error);
    throw error;
  });
}
