/** `node:child_process`: other programs run at home. */
import { ChildProcess } from './child.mjs';
import { exec, execFile } from './child-exec.mjs';
import { fork } from './child-fork.mjs';
import home from './child-parts.cjs';
import { spawn } from './child-spawn.mjs';

const { execFileSync, execSync, spawnSync } = home;
const whole = { ChildProcess, exec, execFile, execFileSync, execSync, fork, spawn, spawnSync };

export {
  ChildProcess,
  exec,
  execFile,
  execFileSync,
  execSync,
  fork,
  spawn,
  spawnSync,
  whole as default,
  whole as 'module.exports',
};
