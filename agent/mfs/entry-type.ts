import type { Dirent } from 'node:fs';
import type { StatResult } from '../../protocol/syscalls.ts';

const KIND = 0o170000;
/** In the order of `fs.constants.UV_DIRENT_*`, from 1: file, directory, link, pipe, socket, character and block device. */
const KINDS = [0o100000, 0o040000, 0o120000, 0o010000, 0o140000, 0o020000, 0o060000];

export const typeOf = ({ mode }: StatResult): number => KINDS.indexOf(Number(mode) & KIND) + 1;

const QUESTIONS = [
  'isFile',
  'isDirectory',
  'isSymbolicLink',
  'isFIFO',
  'isSocket',
  'isCharacterDevice',
  'isBlockDevice',
] as const;

export const direntType = (entry: Pick<Dirent, (typeof QUESTIONS)[number]>): number =>
  QUESTIONS.findIndex((question) => entry[question]()) + 1;

export const DIRECTORY_TYPE = 2;
export const LINK_TYPE = 3;
