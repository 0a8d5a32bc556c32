/**
 * `WebAssembly.compile` and `instantiate` compile on threads and answer on Node's own event loop, which a host does not run: here they
 * compile at once and give promises of the task's. What they make holds the task where it is, as long as the program has it.
 */
import { barePromise } from '../promise/promise.ts';
import { rejectPromise, resolvePromise } from '../promise/settling.ts';
import { refusing } from './unsupported.ts';

/** TypeScript has it among the browser's globals. */
declare const WebAssembly: {
  Module: new (bytes: unknown) => object;
  Instance: new (module: object, imports?: object) => object;
};

/** A promise of what is made at once. */
function soon(make: () => unknown): object {
  const promise = barePromise();
  try {
    resolvePromise(promise, make());
  } catch (error) {
    rejectPromise(promise, error);
  }
  return promise;
}

/** Before the globals are recorded. */
export function patchWebAssembly(): void {
  const { Instance, Module } = WebAssembly;
  const functions = {
    compile: (bytes: unknown) => soon(() => new Module(bytes)),
    instantiate: (source: unknown, imports?: object) =>
      soon(() => {
        if (source instanceof Module) return new Instance(source, imports);
        const module = new Module(source);
        return { module, instance: new Instance(module, imports) };
      }),
    compileStreaming: refusing('WebAssembly.compileStreaming', 'WebAssembly.compile takes bytes'),
    instantiateStreaming: refusing('WebAssembly.instantiateStreaming', 'WebAssembly.instantiate takes bytes'),
  };
  for (const [name, value] of Object.entries(functions))
    Object.defineProperty(WebAssembly, name, { value, writable: true, enumerable: true, configurable: true });
}
