import type { BigIntStats, StatsFsBase } from 'node:fs';
import * as z from 'zod/mini';
import { statFsResult, statResult } from '../../mfs/stat.ts';
import { bits, fd, owner, path, type Syscall, seconds, size, syscall } from './context.ts';
import { native, onDescriptor, plain } from './native.ts';

const EXACT = { bigint: true };

/** Calls on the properties of files. */
export const attributeCalls: Record<string, Syscall> = {
  'fs.stat': syscall(z.tuple([path]), async ([file], { sync }) => ({
    value: statResult((await native('stat', sync, file, EXACT)) as BigIntStats),
  })),
  'fs.lstat': syscall(z.tuple([path]), async ([file], { sync }) => ({
    value: statResult((await native('lstat', sync, file, EXACT)) as BigIntStats),
  })),
  'fs.fstat': syscall(z.tuple([fd]), async ([number], { context, sync }) => {
    const { fd: own } = context.descriptors.get(number, 'fstat');
    return { value: statResult((await native('fstat', sync, own, EXACT)) as BigIntStats) };
  }),
  'fs.statfs': syscall(z.tuple([path]), async ([file], { sync }) => ({
    value: statFsResult((await native('statfs', sync, file, EXACT)) as StatsFsBase<bigint>),
  })),
  'fs.access': plain('access', z.tuple([path, bits])),
  'fs.chmod': plain('chmod', z.tuple([path, bits])),
  'fs.fchmod': onDescriptor('fchmod', z.tuple([fd, bits])),
  'fs.chown': plain('chown', z.tuple([path, owner, owner])),
  'fs.lchown': plain('lchown', z.tuple([path, owner, owner])),
  'fs.fchown': onDescriptor('fchown', z.tuple([fd, owner, owner])),
  'fs.utimes': plain('utimes', z.tuple([path, seconds, seconds])),
  'fs.lutimes': plain('lutimes', z.tuple([path, seconds, seconds])),
  'fs.futimes': onDescriptor('futimes', z.tuple([fd, seconds, seconds]), 'futime'),
  'fs.truncate': plain('truncate', z.tuple([path, size])),
  'fs.ftruncate': onDescriptor('ftruncate', z.tuple([fd, size])),
  'fs.fsync': settling('fsync'),
  'fs.fdatasync': settling('fdatasync'),
};

/** What the task wrote behind is either on the disk or its error is told here. */
function settling(name: string): Syscall {
  return syscall(z.tuple([fd]), async ([number], { context, sync }) => {
    const { fd: own } = context.descriptors.getSound(number, name);
    await native(name, sync, own);
    return { value: null };
  });
}
