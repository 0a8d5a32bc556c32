/** What is posted: its bytes, and what goes with them instead of being copied. */
import { types } from 'node:util';
import { nodeMajor } from './node-major.mjs';
import threads from './worker-runtime.cjs';

/** Set by the ports: what is a port, and the end of a channel behind it. */
let isPort = () => false;
export function usePorts(test) {
  isPort = test;
}

/** An error that Node makes outside of JavaScript. */
export const typeError = (code, message) => Object.assign(new TypeError(message), { code });
const NOT_LISTED = 'Object that needs transfer was found in message but not listed in transferList';

const untransferable = new WeakSet();
export function markAsUntransferable(object) {
  if ((typeof object === 'object' && object !== null) || typeof object === 'function')
    untransferable.add(object);
}
export const isMarkedAsUntransferable = (object) => untransferable.has(object);

const isPlain = (value) => typeof value === 'object' && value !== null;
const isContainer = (value) => {
  if (Array.isArray(value) || value instanceof Map || value instanceof Set) return true;
  const tag = Object.prototype.toString.call(value);
  return tag === '[object Object]' && !(value instanceof Error);
};
const children = (value) =>
  value instanceof Map
    ? [...value.keys(), ...value.values()]
    : value instanceof Set
      ? [...value]
      : Object.keys(value).map((key) => value[key]);

/** Whether a port is anywhere in it. A promise, which is the task's own, cannot be: V8 would take it for an object. */
function hasPorts(value) {
  const seen = new Set();
  const rest = [value];
  while (rest.length > 0) {
    const each = rest.pop();
    if (!isPlain(each) || seen.has(each)) continue;
    seen.add(each);
    if (isPort(each)) return true;
    if (types.isPromise(each)) throw threads.dataCloneError('#<Promise> could not be cloned.');
    if (isContainer(each)) rest.push(...children(each));
  }
  return false;
}

/** A copy in which other things stand for some. */
function replaced(value, standIn, copies = new Map()) {
  if (!isPlain(value)) return value;
  const instead = standIn(value);
  if (instead !== undefined) return instead;
  if (!isContainer(value)) return value;
  const known = copies.get(value);
  if (known) return known;
  const copy = Array.isArray(value)
    ? new Array(value.length)
    : value instanceof Map
      ? new Map()
      : value instanceof Set
        ? new Set()
        : {};
  copies.set(value, copy);
  if (value instanceof Map) {
    for (const [key, each] of value)
      copy.set(replaced(key, standIn, copies), replaced(each, standIn, copies));
  } else if (value instanceof Set) for (const each of value) copy.add(replaced(each, standIn, copies));
  else for (const key of Object.keys(value)) copy[key] = replaced(value[key], standIn, copies);
  return copy;
}

function listOf(given) {
  if (given === undefined || given === null) return [];
  if (typeof given !== 'object')
    throw threads.nodeError('ERR_INVALID_ARG_TYPE', 'transferList', 'iterable', given);
  const list = typeof given[Symbol.iterator] === 'function' ? given : given.transfer;
  if (list === undefined) return [];
  if (typeof list?.[Symbol.iterator] !== 'function')
    throw new TypeError('Optional options.transfer argument must be an iterable');
  return [...list];
}

/** From Node 22 on all that is wrong with a transfer is a DataCloneError. */
const isOfClones = nodeMajor >= 22;

/** Ports and buffers to be transferred. @throws as Node does */
function transferOf(given, source) {
  const ports = [];
  const buffers = [];
  for (const each of listOf(given)) {
    if (isPort(each)) {
      if (each === source) throw threads.dataCloneError('Transfer list contains source port');
      if (ports.includes(each)) throw threads.dataCloneError('Transfer list contains duplicate MessagePort');
      if (each.isDetached) throw threads.dataCloneError('MessagePort in transfer list is already detached');
      ports.push(each);
    } else if (each instanceof ArrayBuffer) {
      if (buffers.includes(each))
        throw threads.dataCloneError('Transfer list contains duplicate ArrayBuffer');
      if (!untransferable.has(each)) buffers.push(each);
      else if (isOfClones) throw threads.dataCloneError('Cannot transfer object of unsupported type.');
    } else if (isOfClones) throw threads.dataCloneError('Found invalid value in transferList.');
    else throw typeError('ERR_INVALID_TRANSFER_OBJECT', 'Found invalid object in transferList');
  }
  return { ports, buffers };
}

/** `{ bytes, ports }`: the ports are still those of the sender; `commit` takes the buffers away from it. */
export function pack(value, transferList, source, isForAll = false) {
  const { ports, buffers } = transferOf(transferList, source);
  const marks = ports.map(() => new ArrayBuffer(0));
  let plain = value;
  if (hasPorts(value)) {
    plain = replaced(value, (each) => {
      if (!isPort(each)) return undefined;
      const at = ports.indexOf(each);
      if (at < 0 && isOfClones) throw threads.dataCloneError(NOT_LISTED);
      if (at < 0) throw typeError('ERR_MISSING_TRANSFERABLE_IN_TRANSFER_LIST', NOT_LISTED);
      return marks[at];
    });
  }
  const bytes = threads.serialize(plain, marks, isForAll);
  return { bytes, ports, commit: () => detachAll(buffers) };
}

function detachAll(buffers) {
  for (const buffer of buffers) threads.detach(buffer);
}

/** What was packed, with the ports that it came with. */
export function unpack(bytes, ports) {
  const marks = ports.map(() => new ArrayBuffer(0));
  const value = threads.deserialize(bytes, marks);
  if (ports.length === 0) return value;
  return replaced(value, (each) => {
    const at = each instanceof ArrayBuffer ? marks.indexOf(each) : -1;
    return at < 0 ? undefined : ports[at];
  });
}
