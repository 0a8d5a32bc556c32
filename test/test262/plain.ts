import { spawn } from 'node:child_process';
import vm from 'node:vm';
import type { TestCase } from './test-case.ts';
import type { Ended } from './verdict.ts';

const TIMEOUT_MS = 10_000;
const WRAPPER = ['(function (exports, require, module, __filename, __dirname) {', '\n})'] as const;

let rejected: ((reason: unknown) => void) | undefined;
process.on('unhandledRejection', (reason) => rejected?.(reason));

/** Plain node's verdict. In a realm of this process where that shows the same, else in a process of its own. */
export function runPlain(test: TestCase, file: string): Promise<Ended> {
  const own = test.run.variant === 'module' || test.front.flags.has('raw') || /\bimport\b/.test(test.text);
  return own ? inProcess(file) : inRealm(test, freshRealm);
}

export const freshRealm = (): vm.Context =>
  vm.createContext(vm.constants.DONT_CONTEXTIFY as unknown as vm.Context);

/** The realm is wanted only for what can be compiled. */
export async function inRealm(test: TestCase, realmFor: () => vm.Context): Promise<Ended> {
  const ended: Ended = { refused: false, error: null, stdout: '' };
  let script: vm.Script;
  try {
    script = new vm.Script(`${WRAPPER[0]}${test.text}${WRAPPER[1]}`);
  } catch (error) {
    return { ...ended, refused: true, error: shown(error) };
  }
  const realm = realmFor();
  let told: () => void = () => {};
  const over = new Promise<void>((resolve) => {
    told = resolve;
  });
  const fail = (error: unknown): void => {
    ended.error ??= shown(error);
    told();
  };
  const log = (text: string): void => {
    ended.stdout += `${text}\n`;
    told();
  };
  rejected = fail;
  Object.assign(realm, {
    console: { log },
    structuredClone,
    setTimeout,
    clearTimeout,
    setInterval,
    clearInterval,
  });
  Object.assign(realm, { setImmediate, clearImmediate, queueMicrotask });
  Object.defineProperty(realm, '$start', {
    value: () => script.runInContext(realm).call({}, {}, undefined, {}, '', ''),
    configurable: true,
  });
  try {
    new vm.Script('$start()').runInContext(realm, { timeout: TIMEOUT_MS });
  } catch (error) {
    fail(error);
  }
  // Microtasks, and the rejections that nobody handles.
  await new Promise((resolve) => setImmediate(resolve));
  const timer = setTimeout(told, TIMEOUT_MS);
  if (test.front.flags.has('async')) await over;
  clearTimeout(timer);
  rejected = undefined;
  return ended;
}

function shown(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  try {
    const { name, message, constructor: made } = error as Error;
    return `${made?.name ?? name}: ${message}`;
  } catch {
    return 'an error that cannot be shown';
  }
}

/** What is said where nothing of a program has run: node shows the place alone. */
const REFUSED = /^(SyntaxError|.*\nSyntaxError)/m;

export function inProcess(file: string): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'pipe'], timeout: TIMEOUT_MS });
    const out = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (text: string) => {
        out[name] += text;
      });
    child.on('close', (code) => {
      const error = code === 0 ? null : out.stderr || `exit code ${code}`;
      resolve({
        refused: error !== null && REFUSED.test(error) && isEarly(out.stderr),
        error,
        stdout: out.stdout,
      });
    });
  });
}

/** No frame of the program: it was refused by the loader. */
const isEarly = (stderr: string): boolean =>
  /at (wrapSafe|compileSourceTextModule|ModuleJob|#?_?link|.*ModuleLoader)/.test(stderr);
