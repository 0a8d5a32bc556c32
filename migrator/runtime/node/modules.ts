import assert from 'node:assert';
import assertStrict from 'node:assert/strict';
import asyncHooks from 'node:async_hooks';
import buffer from 'node:buffer';
import { Console } from 'node:console';
import constants from 'node:constants';
import events from 'node:events';
import { builtinModules, isBuiltin } from 'node:module';
import path from 'node:path';
import perfHooks from 'node:perf_hooks';
import querystring from 'node:querystring';
import stream from 'node:stream';
import streamPromises from 'node:stream/promises';
import stringDecoder from 'node:string_decoder';
import url from 'node:url';
import util from 'node:util';
import type { Task } from '../task.ts';
import { makeCrypto, makeOs, makeZlib } from './native.ts';
import { refusing, refusingModule } from './unsupported.ts';

export interface OwnModules {
  fs: Record<string, unknown>;
  process: object;
  console: object;
  timers: object;
  timersPromises: object;
  readline: object;
  readlinePromises: object;
}

/** Node's modules that may be as they are: they touch nothing outside the process. */
const PURE: Record<string, object> = {
  path,
  'path/posix': path.posix,
  'path/win32': path.win32,
  url,
  util,
  'util/types': util.types,
  events,
  assert,
  'assert/strict': assertStrict,
  querystring,
  string_decoder: stringDecoder,
  buffer,
  stream,
  'stream/promises': streamPromises,
  async_hooks: asyncHooks,
  constants,
};

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

  constructor(task: Task, own: OwnModules, nativeRequire: (name: string) => unknown) {
    this.nativeRequire = nativeRequire;
    for (const [name, module] of Object.entries(PURE)) this.makers.set(name, () => module);
    const perf = Object.defineProperties({}, Object.getOwnPropertyDescriptors(perfHooks));
    const guests: Record<string, () => object> = {
      fs: () => own.fs,
      'fs/promises': () => own.fs.promises as object,
      process: () => own.process,
      console: () => Object.assign(own.console, { Console }),
      timers: () => own.timers,
      'timers/promises': () => own.timersPromises,
      readline: () => own.readline,
      'readline/promises': () => own.readlinePromises,
      os: () => makeOs(task),
      crypto: () => makeCrypto(task),
      zlib: () => makeZlib(task),
      perf_hooks: () => Object.defineProperty(perf, 'performance', { value: performance, enumerable: true }),
      module: () => this.moduleModule(),
      tty: () => ({
        isatty: (fd: number) =>
          [task.state.spec.stdin, task.state.spec.stdout, task.state.spec.stderr][fd]?.isTTY ?? false,
        ReadStream: refusing('tty.ReadStream'),
        WriteStream: refusing('tty.WriteStream'),
      }),
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

  private load(name: string): { module: object; namespace: object } {
    const short = name.startsWith('node:') ? name.slice(5) : name;
    let entry = this.made.get(short);
    if (entry) return entry;
    const module = this.makers.get(short)?.() ?? this.refused(name, short);
    entry = { module, namespace: namespaceOf(module) };
    this.made.set(short, entry);
    return entry;
  }

  private refused(name: string, short: string): object {
    if (!isBuiltin(name))
      throw Object.assign(new Error(`Cannot find module '${name}'`), { code: 'MODULE_NOT_FOUND' });
    return refusingModule(short, this.nativeRequire(`node:${short}`) as object);
  }

  private moduleModule(): object {
    const createRequire = () => {
      const require = (name: string) => this.require(name);
      return Object.assign(require, { resolve: (name: string) => name });
    };
    return {
      createRequire,
      builtinModules: [...builtinModules],
      isBuiltin,
      Module: refusing('module.Module'),
      register: refusing('module.register'),
    };
  }
}
