/** The errors of web-streams-polyfill, in Node's words and with its codes. */
import home from '../home.cjs';

const TypeOf = globalThis.TypeError;
const RangeOf = globalThis.RangeError;

/** What is said of the state of a stream. */
const STATES = {
  'This stream has already been locked for exclusive reading by another reader': 'ReadableStream is locked',
  'This stream has already been locked for exclusive writing by another writer': 'WritableStream is locked',
  'Cannot cancel a stream that already has a reader': 'ReadableStream is locked',
  'Cannot abort a stream that already has a writer': 'WritableStream is locked',
  'Cannot close a stream that already has a writer': 'WritableStream is locked',
  'ReadableStream.prototype.pipeTo cannot be used on a locked ReadableStream': 'The ReadableStream is locked',
  'ReadableStream.prototype.pipeTo cannot be used on a locked WritableStream': 'The WritableStream is locked',
  'ReadableStream.prototype.pipeThrough cannot be used on a locked ReadableStream':
    'The ReadableStream is locked',
  'ReadableStream.prototype.pipeThrough cannot be used on a locked WritableStream':
    'The WritableStream is locked',
  'The stream is not in a state that permits enqueue': 'Controller is already closed',
  'The stream is not in a state that permits close': 'Controller is already closed',
  'Readable side is not in a state that permits enqueue':
    'Readable side is not in a state that permits enqueue',
  'stream is closed or draining': 'ReadableStream is already closed',
  'chunk must have non-zero byteLength': 'chunk ArrayBuffer is zero-length or detached',
  "chunk's buffer must have non-zero byteLength": 'chunk ArrayBuffer is zero-length or detached',
  'view must have non-zero byteLength': 'View or Viewed ArrayBuffer is zero-length or detached',
  "view's buffer must have non-zero byteLength": 'View or Viewed ArrayBuffer is zero-length or detached',
  "Reader was released and can no longer be used to monitor the stream's closedness": 'Reader released',
  "Writer was released and can no longer be used to monitor the stream's closedness":
    'Writer has been released',
  'Reader was released': 'Releasing reader',
  'The stream is closing or closed and cannot be written to': 'WritableStream is closed',
  'Cannot close an already-closing stream': 'Failure to close WritableStream',
  'TransformStream terminated': 'TransformStream terminated',
  'the destination writable stream closed before all data could be piped to it':
    'Destination WritableStream is closed',
  'This BYOB request has been invalidated': 'This BYOB request has been invalidated',
};
const FAMILIES = [
  [/^Cannot .* a stream using a released reader$/, () => state('The reader is not attached to a stream')],
  [/^Cannot .* a stream using a released writer$/, () => state('Writer is not bound to a WritableStream')],
  [
    /^The stream \(in .* state\) is not in the readable state/,
    () => state('ReadableStream is already closed'),
  ],
  [
    /^The stream \(in .* state\) is not in the writable state/,
    () => state('Failure to close WritableStream'),
  ],
  [/can only be used on an? (?:Readable)?(\w+)/, (_, name) => home.nodeError('ERR_INVALID_THIS', name)],
  [/^Illegal constructor$/, () => home.nodeError('ERR_ILLEGAL_CONSTRUCTOR')],
  [
    /^(.*) '(.*)' is not a valid enumeration value for ReadableStreamType$/,
    (_, _name, value) => invalid('source.type', value),
  ],
  [
    /^(.*) '(.*)' is not a valid enumeration value for ReadableStreamReaderMode$/,
    (_, _name, value) => invalid('options.mode', value),
  ],
];
const state = (words) => home.nodeError('ERR_INVALID_STATE.TypeError', words);
const invalid = (name, value) => home.nodeError('ERR_INVALID_ARG_VALUE', name, value);

export function TypeError(message, options) {
  const words = STATES[message];
  if (words !== undefined) return state(words);
  for (const [pattern, make] of FAMILIES) {
    const found = pattern.exec(message);
    if (found) return make(...found);
  }
  return new TypeOf(message, options);
}
export function RangeError(message) {
  return new RangeOf(message);
}
