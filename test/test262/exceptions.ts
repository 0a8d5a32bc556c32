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
    path: /ArrayIterator|StringIteratorPrototype\/|Iterator\/prototype\/Symbol\.iterator\/|with-modified-array-iterator|returns-iterator-from-object/,
  },
  {
    category: 'elements of every array',
    reason:
      'accessors of Array.prototype or Object.prototype with a number as name are seen by the runtime’s arrays too',
    path: /^built-ins\/Array\/(of|prototype\/\w+)\/(set-length-|precise-|does-not-use-prototype|15\.4\.4\.15-8-b-i-3)|Symbol\.replace\/poisoned-stdlib|does-not-invoke-array-setters/,
  },
  {
    category: 'generators',
    reason:
      'yield* hands on the value of an inner result, not the object; a generator that is told to return in the middle of a pattern does not hear of errors of the iterator’s return()',
    path: /\/yield\/star-(rhs-iter-\w+-res-done-no-value|iterable)|\/dstr\/array-[\w-]+-close-(err|null)|AsyncFromSyncIteratorPrototype\/next\/absent-value|async-generator\/default-proto/,
  },
  {
    category: 'odd super()',
    reason:
      'a constructor that was captured between two calls of super() is not resumed: it stays where it is; super[super()], and this in an arrow function before super(), are let through; an assignment to super.x that cannot be made throws in sloppy code too',
    path: /^language\/(expressions\/class\/constructor-this-tdz-during-initializers|statements\/class\/(definition\/(this-check-ordering|this-access-restriction-2)|subclass\/class-definition-null-proto-this)|expressions\/super\/(prop-expr-uninitialized-this|prop-dot-obj-ref-non-strict))/,
  },
  {
    category: 'too early in a pattern',
    reason: 'a pattern that assigns to a variable whose declaration has not run does not throw',
    path: /\/dstr\/[\w-]+-put-let\.js$/,
  },
  {
    category: 'names',
    reason:
      'a generator under a symbol, and an anonymous function in a static #private field, are named otherwise; two generators under the key __proto__ in one literal do not compile; in an async function its own name can be assigned to; what the constructor AsyncFunction makes can be constructed; `var arguments` hides the arguments object',
    path: /\/(object\/(fn-name-gen|__proto__-permitted-dup)|elements\/static-field-anonymous-function-name|async-(function|generator)\/named-[\w-]*reassign-)|AsyncFunction\/instance-construct-throws|statements\/function\/S13_A15_T4/,
  },
  {
    category: 'callers',
    reason:
      'in a function that was moved in the middle, and in what it calls, `arguments.callee.caller` is null',
    path: /^language\/arguments-object\/10\.6-13-a-[23]\.js$/,
    failure: /caller is not a function/,
  },
  {
    category: 'modules of direct eval',
    reason: 'import() in a direct eval is V8’s own, whose promise is not the program’s',
    path: /dynamic-import\/usage-from-eval/,
  },
  {
    category: 'named imports of JSON',
    reason: 'a file that imports a name from JSON is refused when it is asked for, not before anything runs',
    path: /import-attributes\/json-named-bindings/,
  },
  {
    category: 'sibling modules',
    reason: 'modules that await at their top level are evaluated one after the other',
    path: /^language\/module-code\/(top-level-await\/async-module-does-not-block-sibling|verify-dfs)/,
  },
  {
    category: 'odd loops',
    reason:
      'closures in the first part of a for statement share the variables of the first iteration; `next` is read on each iteration; `for ((async) of x)` does not compile',
    path: /^language\/statements\/for(-of)?\/(scope-body-lex-open|iterator-next-reference|head-lhs-async-)/,
  },
  {
    category: 'odd order',
    reason:
      'whether something is a constructor is asked before its arguments are evaluated, whether the executor of a promise is a function after its prototype; `delete new.target` is false',
    path: /\/(new\/ctorExpr-isCtor-after-args|new\.target\/unary-expr|Promise\/get-prototype-abrupt-executor)/,
  },
  {
    category: 'shared memory',
    reason: 'Atomics.waitAsync is answered on Node’s own event loop, which hosts of this suite do not have',
    path: /^built-ins\/Atomics\/waitAsync\//,
  },
];

export const knownFailure = (path: string, failure: string): KnownFailure | undefined =>
  KNOWN_FAILURES.find((each) => each.path.test(path) && (each.failure?.test(failure) ?? true));
