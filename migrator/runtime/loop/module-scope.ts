const OF_COMMONJS = /^(require|module|exports|__filename|__dirname) is not defined$/;

// The program may have another.
const { ReferenceError } = globalThis;

/** What Node adds to the words of an error that ends an ES module which speaks as if it were CommonJS. */
export function inModuleScope(error: unknown): void {
  if (!(error instanceof ReferenceError)) return;
  const name = OF_COMMONJS.exec(error.message)?.[1];
  if (name === undefined) return;
  error.message += ' in ES module scope';
  if (name === 'require') error.message += ', you can use import instead';
}
