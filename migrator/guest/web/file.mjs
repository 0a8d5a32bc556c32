/** `File` (W3C File API). */
import { inspect } from 'node:util';
import home from '../home.cjs';
import { Blob, looksLike } from './blob.mjs';
import { inner } from './inner.mjs';

export class File extends Blob {
  #name;
  #lastModified;
  constructor(fileBits, fileName, options = {}) {
    if (arguments.length < 2) throw home.nodeError('ERR_MISSING_ARGS', 'fileBits', 'fileName');
    super(fileBits, options);
    const { lastModified } = options ?? {};
    this.#lastModified = lastModified === undefined ? Date.now() : Math.trunc(Number(lastModified)) || 0;
    this.#name = wellFormed(`${fileName}`);
  }
  static is(value) {
    return typeof value === 'object' && value !== null && #name in value;
  }
  get name() {
    return checked(this).#name;
  }
  get lastModified() {
    return checked(this).#lastModified;
  }
  [inspect.custom](depth, options) {
    if (depth < 0) return this;
    const { size, type, name, lastModified } = this;
    return `File ${inspect({ size, type, name, lastModified }, inner(options))}`;
  }
}
const isFile = File.is;
delete File.is;

function checked(file) {
  if (!isFile(file)) throw home.nodeError('ERR_INVALID_THIS', 'File');
  return file;
}
const wellFormed = (text) => text.replace(/\p{Surrogate}/gu, '\ufffd');
looksLike(File, 'File', ['name', 'lastModified']);
