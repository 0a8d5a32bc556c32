import { OmosixError } from '../../protocol/errors.ts';
import type { Clock, Log } from '../../protocol/ports.ts';
import type { TaskSpec } from '../../protocol/task.ts';
import { confinement } from '../confine/confined.ts';
import type { GuestGroups } from '../confine/groups/guest-groups.ts';
import { OPEN } from '../confine/ways.ts';
import { HostProcess, type HostSettings } from './host-process.ts';
import { HostScript } from './host-script.ts';

/** A tenth of a second where nothing else runs; many at once on a machine that is busy take very much longer. */
const READY_BOUND_MS = 60_000;

/** Once nobody has taken a new spare for so long, it prepares itself for moves. */
const WARM_AFTER_MS = 300;

const MOMENT_MS = 2;
const MOST_MOMENTS = 50;

const LOCALE = ['TZ', 'LC_ALL', 'LANG'] as const;

export function settingsOf(spec: Pick<TaskSpec, 'env' | 'cwd' | 'memoryMb' | 'addons'>): HostSettings {
  const locale: Record<string, string> = {};
  for (const name of LOCALE) if (spec.env[name] !== undefined) locale[name] = spec.env[name];
  return { locale, memoryMb: spec.memoryMb, addons: spec.addons ? { env: spec.env, cwd: spec.cwd } : null };
}

/**
 * Starts host processes, and keeps one started ahead: time zone and locale are fixed at the start of a process, so a
 * spare serves tasks with the same ones only; the next spare is made for the kind that was wanted last.
 */
export class Hosts {
  private readonly script: HostScript;
  private readonly live = new Set<HostProcess>();
  private spare: { key: string; host: Promise<HostProcess> } | undefined;
  private closed = false;

  constructor(
    scriptPath: string,
    codeDirectory: string,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly groups: GuestGroups | null = null,
  ) {
    this.script = new HostScript(scriptPath, codeDirectory);
  }

  /** A host that said `ready`. It has no listener yet. */
  async take(settings: HostSettings): Promise<HostProcess> {
    const key = JSON.stringify(settings);
    const spare = this.spare;
    if (spare?.key === key) {
      this.spare = undefined;
      const host = await spare.host.catch(() => undefined);
      if (host?.alive) return host;
    }
    return this.start(settings);
  }

  /** Makes a spare of this kind unless there is one; another kind's is ended. */
  prepareSpare(settings: HostSettings): void {
    const key = JSON.stringify(settings);
    if (this.closed || settings.addons || this.spare?.key === key) return;
    void this.spare?.host.then(
      (host) => host.kill(),
      () => {},
    );
    const host = this.start(settings);
    const spare = { key, host };
    this.spare = spare;
    // A spare that is wanted at once should not be busy with this.
    this.clock.after(WARM_AFTER_MS, () => {
      if (this.spare === spare)
        void host.then(
          async (idle) => {
            if (this.spare !== spare) return;
            idle.send({ op: 'warm' });
            if (settings.memoryMb === null && !(await this.script.compiled()) && this.spare === spare)
              this.askForCode(idle);
          },
          () => {},
        );
    });
    host.catch((error: Error) => this.log.info('no spare host', { reason: error.message }));
  }

  /** Whoever takes the spare meanwhile listens in our place: what it then tells of its code is dropped. */
  private askForCode(spare: HostProcess): void {
    const parts: Uint8Array[] = [];
    spare.listen({
      message() {},
      records() {},
      bulk: ({ what, last }, tail) => {
        if (what !== 'code') return;
        parts.push(Uint8Array.from(tail));
        if (last) this.script.keep(Buffer.concat(parts));
      },
      exit() {},
    });
    spare.send({ op: 'code' });
  }

  /** @returns when all processes are gone */
  async close(): Promise<void> {
    this.closed = true;
    for (const host of this.live) host.kill();
    const moment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, MOMENT_MS));
    while (this.live.size > 0) await moment();
    // What is left after that goes with the next agent.
    for (let tries = 0; tries < MOST_MOMENTS && this.groups?.close() === false; tries++) await moment();
  }

  private async start(settings: HostSettings): Promise<HostProcess> {
    const [text, code, { way }] = await Promise.all([
      this.script.text,
      this.script.compiled(),
      settings.addons ? { way: OPEN } : confinement(),
    ]);
    if (this.closed) throw new OmosixError('EREFUSED', 'the agent is stopping');
    const group = settings.addons ? null : (this.groups?.begin() ?? null);
    const host = new HostProcess(text, way, settings, code, group);
    this.live.add(host);
    host.onExit = () => {
      this.live.delete(host);
      if (group) this.groups?.release(group);
    };
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        host.kill();
        reject(new OmosixError('ETIMEOUT', 'a host process did not start in time'));
      }, READY_BOUND_MS);
      const refuse = (reason: string): void => {
        clearTimeout(timer);
        reject(new OmosixError('ELOST', `no host process: ${reason}`));
      };
      host.listen({
        message: (message) => {
          if (message.op !== 'ready') return;
          if (message.codeRefused) this.script.drop();
          clearTimeout(timer);
          resolve();
        },
        records() {},
        bulk() {},
        exit: refuse,
      });
    });
    return host;
  }
}
