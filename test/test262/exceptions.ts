import type { Frontmatter } from './frontmatter.ts';

/** Why a test is not run at all. */
export interface Exception {
  category: string;
  reason: string;
  covers(path: string, source: string, front: Frontmatter): boolean;
}

/** docs/conformance.md tells of each. */
export const EXCEPTIONS: readonly Exception[] = [
  {
    category: 'realms',
    reason: 'needs a second realm, which a program gets from node:vm alone',
    covers: (_path, source) => /createRealm|\$262\.evalScript|AbstractModuleSource/.test(source),
  },
  {
    category: 'shared memory',
    reason: 'needs agents that share memory, which a program gets from node:worker_threads alone',
    covers: (_path, source, { flags }) => /\$262\.agent/.test(source) || flags.has('CanBlockIsFalse'),
  },
  {
    category: 'host',
    reason: 'needs what no node program has without flags (gc, IsHTMLDDA)',
    covers: (_path, source) => /\$262\.(gc|IsHTMLDDA)|host-gc-required/.test(source),
  },
];

/** Why a test that is run may fail. */
export interface KnownFailure {
  category: string;
  reason: string;
  path: RegExp;
  /** What it says then; absent: anything. */
  failure?: RegExp;
}

/** docs/conformance.md tells of each. */
export const KNOWN_FAILURES: readonly KnownFailure[] = [
  {
    category: 'module namespaces',
    reason:
      'a namespace object is an ordinary object with getters: descriptors, and reading keys too early, differ',
    path: /^language\/(module-code|expressions\/dynamic-import)\/namespace\//,
  },
  {
    category: 'files unknown before the start',
    reason: 'import() of a path that stands nowhere in the text: a program travels with its files',
    path: /^language\/expressions\/dynamic-import\//,
    failure: /Cannot find module/,
  },
  {
    category: 'iterator prototypes',
    reason:
      'iterators of arrays and strings that a program takes itself have one more prototype, which can be changed alone',
    path: /ArrayIterator|StringIteratorPrototype\/ancestry|with-modified-array-iterator/,
  },
  {
    category: 'elements of every array',
    reason:
      'accessors of Array.prototype or Object.prototype with a number as name are seen by the runtime’s arrays too',
    path: /^built-ins\/Array\/(of|prototype\/\w+)\/(set-length-|precise-|does-not-use-prototype)/,
  },
  {
    category: 'generators',
    reason:
      'yield* hands on the value of an inner result, not the object; a generator that is told to return in the middle of a pattern does not hear of errors of the iterator’s return()',
    path: /\/yield\/star-rhs-iter-\w+-res-done-no-value|\/dstr\/array-[\w-]+-close-(err|null)/,
  },
  {
    category: 'odd super()',
    reason:
      'a constructor that was captured between two calls of super() is not resumed: it stays where it is; super[super()], and this in an arrow function before super(), are let through',
    path: /^language\/(statements\/class\/(definition\/this-check-ordering|subclass\/class-definition-null-proto-this)|expressions\/super\/prop-expr-uninitialized-this)/,
  },
  {
    category: 'too early in a pattern',
    reason: 'a pattern that assigns to a variable whose declaration has not run does not throw',
    path: /\/dstr\/[\w-]+-put-let\.js$/,
  },
  {
    category: 'shared memory',
    reason: 'Atomics.waitAsync gives a promise of V8’s own, which nobody else can settle',
    path: /^built-ins\/Atomics\/waitAsync\//,
  },
];

export const knownFailure = (path: string, failure: string): KnownFailure | undefined =>
  KNOWN_FAILURES.find((each) => each.path.test(path) && (each.failure?.test(failure) ?? true));
