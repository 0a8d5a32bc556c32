/** Avahi, the usual mDNS daemon, on an emulated machine with a message bus of its own: what others see of us. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../until.ts';
import type { Machine } from './machine.ts';

/** One line of `avahi-browse -rpt`: a service that was resolved. */
export interface Browsed {
  interface: string;
  instance: string;
  host: string;
  address: string;
  port: number;
  txt: Record<string, string>;
}

/** Why Avahi cannot be run here; null where it can. */
export function avahiIsMissing(): string | null {
  for (const tool of ['avahi-daemon', 'avahi-browse', 'dbus-daemon']) {
    if (spawnSync(tool, ['--version']).status !== 0)
      return `${tool} is missing (packages avahi-daemon, avahi-utils and dbus)`;
  }
  return null;
}

export class Avahi {
  private constructor(
    private readonly machine: Machine,
    private readonly bus: string,
  ) {}

  /** It ends with its machine. */
  static async start(machine: Machine): Promise<Avahi> {
    const path = (name: string): string => join(machine.options.directory, name);
    const bus = `unix:path=${path('bus')}`;
    const environment = ['env', `DBUS_SYSTEM_BUS_ADDRESS=${bus}`];
    writeFileSync(path('bus.conf'), busConfiguration(bus));
    writeFileSync(path('avahi.conf'), '[server]\nuse-ipv6=no\n[publish]\npublish-workstation=no\n');
    // Its pid file and socket are at a fixed place; the machine's mounts are its own.
    await machine.must(['mkdir', '-p', '/run/avahi-daemon']);
    await machine.must(['mount', '-t', 'tmpfs', 'none', '/run/avahi-daemon']);
    // The daemons end with the machine: nobody waits for them.
    machine.start(['dbus-daemon', `--config-file=${path('bus.conf')}`, '--nofork', '--nopidfile']);
    const options = ['--no-drop-root', '--no-chroot', '--no-rlimits', '--no-proc-title'];
    const probe = [...environment, 'avahi-browse', '-at'];
    await until(async () => (await machine.run(['test', '-S', path('bus')])).code === 0);
    machine.start([...environment, 'avahi-daemon', '-f', path('avahi.conf'), ...options]);
    await until(async () => (await machine.run(probe)).code === 0);
    return new Avahi(machine, bus);
  }

  /** All services of a type, as `avahi-browse -rt` resolves them. */
  async browse(type: string): Promise<Browsed[]> {
    const browse = ['avahi-browse', '-rpt', type];
    const lines = await this.machine.must(['env', `DBUS_SYSTEM_BUS_ADDRESS=${this.bus}`, ...browse]);
    return lines
      .split('\n')
      .filter((line) => line.startsWith('='))
      .map((line) => {
        const [, on, , instance, , , host, address, port, ...txt] = line.split(';');
        const pairs = [...txt.join(';').matchAll(/"(\w+)=([^"]*)"/g)].map(([, key, value]) => [key, value]);
        return {
          interface: on!,
          instance: instance!,
          host: host!,
          address: address!,
          port: Number(port),
          txt: Object.fromEntries(pairs) as Record<string, string>,
        };
      });
  }
}

const busConfiguration = (address: string): string => `<busconfig>
  <type>system</type>
  <listen>${address}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <allow own="*"/>
    <allow send_destination="*" eavesdrop="true"/>
    <allow receive_sender="*"/>
  </policy>
</busconfig>
`;
