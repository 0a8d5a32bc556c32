/** How the streams of Node's (pipeline, finished, isErrored, addAbortSignal…) ask those of the web for their state. */
const key = (name) => Symbol.for(`nodejs.${name}`);

/** A promise for the end of a stream, made when it is first asked for; from then on its state is watched. */
function whenClosed(stream) {
  let state = stream._state;
  const closed = {};
  closed.promise = new Promise((resolve, reject) => Object.assign(closed, { resolve, reject }));
  closed.promise.catch(() => {});
  const settle = () => {
    if (state === 'closed') closed.resolve();
    else if (state === 'errored') closed.reject(stream._storedError);
  };
  Object.defineProperty(stream, '_state', {
    get: () => state,
    set(next) {
      state = next;
      // The error is stored after the state has changed.
      queueMicrotask(settle);
    },
    enumerable: true,
    configurable: true,
  });
  settle();
  return closed;
}

function answers(prototype, answersTo) {
  for (const [name, answer] of Object.entries(answersTo))
    Object.defineProperty(prototype, key(name), {
      get() {
        return answer(this);
      },
      configurable: true,
    });
  Object.defineProperty(prototype, key('webstream.isClosedPromise'), {
    get() {
      const value = whenClosed(this);
      Object.defineProperty(this, key('webstream.isClosedPromise'), { value, configurable: true });
      return value;
    },
    configurable: true,
  });
}

export function answerForReadable({ prototype }) {
  answers(prototype, {
    'stream.readable': (stream) => stream._state === 'readable',
    'stream.errored': (stream) => stream._state === 'errored',
    'stream.disturbed': (stream) => stream._disturbed === true,
    'webstream.controllerErrorFunction': (stream) => (error) => stream._readableStreamController.error(error),
  });
}
export function answerForWritable({ prototype }) {
  answers(prototype, {
    'stream.writable': (stream) => stream._state === 'writable',
    'stream.errored': (stream) => stream._state === 'errored',
    'webstream.controllerErrorFunction': (stream) => (error) => stream._writableStreamController.error(error),
  });
}
