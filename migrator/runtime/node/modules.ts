import type crypto from 'node:crypto';
import { builtinModules, isBuiltin } from 'node:module';
import type zlib from 'node:zlib';
import { unseen } from '../promise/unseen.ts';
import type { Task } from '../task.ts';
import { makeAssert } from './assert.ts';
import { makeAsyncHooks } from './async-hooks.ts';
import { streamErrors } from './errors.ts';
import { patchEvents } from './events.ts';
import { lookLike } from './looks.ts';
import { copyOf } from './native/copy.ts';
import { makeCrypto } from './native/crypto.ts';
import { makeOs, makeV8 } from './native/machine.ts';
import { STORY, STREAM } from './native/retold.ts';
import { pins } from './native/story.ts';
import { makeZlib, zlibParts } from './native/zlib.ts';
import { makeTty } from './tty.ts';
import { refusingModule } from './unsupported.ts';
import { makeTypes, makeUtil } from './util.ts';

export interface OwnModules {
  fs: Record<string, unknown>;
  /** What the streams of files check their options with. */
  fsParts: object;
  threads: object;
  /** What the modules of the network, which are compiled with the program, ask of home by. */
  home: object;
  /** What `child_process` has of its home. */
  childParts: () => object;
  process: object;
  console: object;
  timers: object;
  timersPromises: object;
  readline: object;
  readlinePromises: object;
  /** The call of the program's that is under way, as its file has it. */
  callText: () => string | undefined;
}

/** Node's modules that may be as they are: they touch nothing outside the process. Loaded when a program asks. */
const PURE = [
  'buffer',
  'constants',
  'diagnostics_channel',
  'path',
  'path/posix',
  'path/win32',
  'punycode',
  'querystring',
  'stream',
  'stream/consumers',
  'stream/promises',
  'stream/web',
  'string_decoder',
  'url',
];

/** Made here, of functions of ours: they look as Node's do. */
const LOOK_LIKE_NODES = new Set([
  'events',
  'fs',
  'fs/promises',
  'os',
  'process',
  'timers',
  'timers/promises',
  'util',
]);

/** Of these, Node loads parts when they are first read, by getters: what a program takes of them must be known by then. */
const LAZY_INSIDE = new Set(['buffer', 'events']);

/** Hosts run with `--expose-internals`: that is for the heap walk, not for the program. */
const isInternal = (name: string): boolean => /^(?:node:)?internal\//.test(name);

/** Without `node:`, but of those that are there by that alone: `node:test`. */
export function shortOf(name: string): string {
  const short = name.replace(/^node:/, '');
  return isBuiltin(short) || !isBuiltin(name) ? short : name;
}

/** A module's namespace object: its properties and `default`. Properties behind getters stay live. */
function namespaceOf(module: object): object {
  const namespace = Object.create(null) as object;
  for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(module))) {
    if (!descriptor.enumerable || name === 'default') continue;
    const property = descriptor.get
      ? { get: () => (module as Record<string, unknown>)[name], enumerable: true }
      : { value: descriptor.value, enumerable: true };
    Object.defineProperty(namespace, name, property);
  }
  Object.defineProperty(namespace, 'default', { value: module, enumerable: true });
  Object.defineProperty(namespace, Symbol.toStringTag, { value: 'Module' });
  return namespace;
}

/** `$import`, and what it gives: the guest's builtin modules by name without `node:`. */
export class Modules {
  private readonly makers = new Map<string, () => object>();
  private readonly made = new Map<string, { module: object; namespace: object }>();
  private readonly nativeRequire: (name: string) => unknown;
  private readonly classes = new Map<string, object>();

  constructor(task: Task, own: OwnModules, nativeRequire: (name: string) => unknown) {
    this.nativeRequire = nativeRequire;
    for (const name of PURE) this.makers.set(name, () => this.native(name));
    const guests: Record<string, () => object> = {
      fs: () => own.fs,
      'fs/promises': () => own.fs.promises as object,
      assert: () => makeAssert(this.native('assert'), own.callText),
      'assert/strict': () => (this.require('assert') as { strict: object }).strict,
      process: () => own.process,
      console: () =>
        Object.assign(own.console, { Console: (this.native('console') as { Console: unknown }).Console }),
      timers: () => own.timers,
      'timers/promises': () => own.timersPromises,
      readline: () => own.readline,
      'readline/promises': () => own.readlinePromises,
      util: () => makeUtil(this.native('util'), this.require('util/types')),
      sys: () => this.require('util'),
      'util/types': () => makeTypes(this.native('util/types')),
      events: () => patchEvents(this.native('events')),
      os: () => makeOs(task, this.native('os')),
      crypto: () => this.crypto(task),
      zlib: () => makeZlib(task, this.native('zlib')),
      v8: () => makeV8(this.native('v8')),
      perf_hooks: () => Object.assign(copyOf(this.native('perf_hooks')), { performance }),
      module: () => this.moduleModule(),
      async_hooks: () => makeAsyncHooks(this.native('async_hooks'), () => task.loop.topLevel()),
      'omosix:errors': () => streamErrors(),
      'omosix:fs': () => own.fsParts,
      'omosix:threads': () => own.threads,
      'omosix:home': () => own.home,
      'omosix:zlib': () => this.zlibParts(),
      'omosix:child': () => own.childParts(),
      tty: () => makeTty(task, own.process as never),
    };
    for (const [name, make] of Object.entries(guests)) this.makers.set(name, make);
  }

  /** The namespace of a builtin; anything of Node's that is not carried refuses when it is called. */
  import(name: string): object {
    return this.load(name).namespace;
  }

  require(name: string): object {
    return this.load(name).module;
  }

  private crypto(task: Task): object {
    const { module, classes } = makeCrypto(task, this.native('crypto') as typeof crypto);
    this.classes.set('crypto', { ...classes, STORY, STREAM });
    return module;
  }

  private zlibParts(): object {
    const parts = zlibParts(this.native('zlib') as typeof zlib);
    this.classes.set('omosix:zlib', { ...parts, STORY });
    return parts;
  }

  /** Of a module that has been loaded: classes whose objects are plain data, and those whose objects do not move, by what that is called. */
  heldBy(name: string): { plain: object | undefined; pins: Record<string, Function> } {
    const plain = this.classes.get(name);
    return { plain, pins: plain ? pins() : {} };
  }

  /** What a program may take of a module by its getters. */
  behindGetters(name: string): [string, unknown][] {
    if (!LAZY_INSIDE.has(name)) return [];
    const module = this.require(name) as Record<string, unknown>;
    const keys = Object.keys(module).filter((key) => Object.getOwnPropertyDescriptor(module, key)!.get);
    return unseen(() => keys.map((key) => [key, module[key]]));
  }

  private load(name: string): { module: object; namespace: object } {
    const short = shortOf(name);
    let entry = this.made.get(short);
    if (entry) return entry;
    const module = this.makers.get(short)?.() ?? this.refused(name, short);
    if (LOOK_LIKE_NODES.has(short)) lookLike(module, this.native(short));
    if (short === 'fs') this.require('fs/promises');
    entry = { module, namespace: namespaceOf(module) };
    this.made.set(short, entry);
    return entry;
  }

  private refused(name: string, short: string): object {
    if (!isBuiltin(name) || isInternal(short))
      throw Object.assign(new Error(`Cannot find module '${name}'`), { code: 'MODULE_NOT_FOUND' });
    return refusingModule(short, this.native(short));
  }

  /** Node's own. */
  native(name: string): object {
    return unseen(() => this.nativeRequire(`node:${name.replace(/^node:/, '')}`) as object);
  }

  private moduleModule(): object {
    const createRequire = () => {
      const require = (name: string) => this.require(name);
      return Object.assign(require, { resolve: (name: string) => name });
    };
    return {
      ...refusingModule('module', { ...this.native('module') }),
      findSourceMap: () => undefined,
      createRequire,
      builtinModules: builtinModules.filter((name) => !isInternal(name)),
      isBuiltin: (name: string) => isBuiltin(name) && !isInternal(name),
    };
  }
}
