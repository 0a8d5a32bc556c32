/** A LAN of emulated machines: a switch (a bridge in a namespace of its own) and a cable to each of them. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Machine } from './machine.ts';
import { ownDirectory, ownName, removeLeftovers } from './names.ts';

const NETWORK = '10.97.0';

const ip = (...args: string[]): string => execFileSync('ip', args, { encoding: 'utf8' });

export class Lan {
  readonly machines: Machine[] = [];
  readonly directory = ownDirectory();
  private readonly switchName: string;
  private ports = 0;

  constructor(name = 'switch') {
    removeLeftovers();
    this.switchName = ownName(name);
    ip('netns', 'add', this.switchName);
    this.onSwitch('link', 'add', 'bridge', 'type', 'bridge', 'mcast_snooping', '0');
    this.onSwitch('link', 'set', 'bridge', 'up');
  }

  /** A machine with a cable to the switch, and the address 10.97.0.N, N counting from 1. */
  async add(name: string, cgroup?: string): Promise<Machine> {
    const directory = join(this.directory, name);
    mkdirSync(directory);
    const machine = await Machine.start({ name, directory, ...(cgroup === undefined ? {} : { cgroup }) });
    this.machines.push(machine);
    this.ports++;
    const port = this.portOf(machine);
    const ends = ['name', 'eth0', 'netns', machine.namespace, 'type', 'veth', 'peer', 'name', port];
    ip('link', 'add', ...ends, 'netns', this.switchName);
    this.onSwitch('link', 'set', port, 'master', 'bridge', 'up');
    this.setAddress(machine, this.ports);
    return machine;
  }

  /** The machine comes to have this address, and no other of IPv4. */
  setAddress(machine: Machine, last: number): string {
    ip('-n', machine.namespace, '-4', 'address', 'flush', 'dev', 'eth0');
    ip('-n', machine.namespace, 'address', 'add', `${NETWORK}.${last}/24`, 'broadcast', '+', 'dev', 'eth0');
    ip('-n', machine.namespace, 'link', 'set', 'eth0', 'up');
    return `${NETWORK}.${last}`;
  }

  /** The machine has no IPv4 address any more. @returns that which it had */
  takeAddress(machine: Machine): string {
    const address = this.addressOf(machine);
    ip('-n', machine.namespace, '-4', 'address', 'flush', 'dev', 'eth0');
    return address;
  }

  addressOf(machine: Machine): string {
    return (
      /inet ([\d.]+)/.exec(ip('-n', machine.namespace, '-4', 'address', 'show', 'dev', 'eth0'))?.[1] ?? ''
    );
  }

  /** Its cable is pulled: both sides see that the link is down. */
  unplug(machine: Machine): void {
    this.onSwitch('link', 'set', this.portOf(machine), 'down');
  }
  plug(machine: Machine): void {
    this.onSwitch('link', 'set', this.portOf(machine), 'up');
  }

  /** The switch drops all that comes from it or is meant for it; nobody is told. */
  silence(machine: Machine): void {
    this.onSwitch('link', 'set', this.portOf(machine), 'nomaster');
  }
  hear(machine: Machine): void {
    this.onSwitch('link', 'set', this.portOf(machine), 'master', 'bridge');
  }

  /** Its cable passes so much in each direction, as a slow network does; null: all it can. */
  slow(machine: Machine, megabits: number | null): void {
    for (const [namespace, device] of [
      [machine.namespace, 'eth0'],
      [this.switchName, this.portOf(machine)],
    ] as const) {
      const on = ['-n', namespace, 'qdisc'];
      if (megabits === null) execFileSync('tc', [...on, 'del', 'dev', device, 'root']);
      else {
        const bucket = ['tbf', 'rate', `${megabits}mbit`, 'burst', '32kbit', 'latency', '200ms'];
        execFileSync('tc', [...on, 'add', 'dev', device, 'root', ...bucket]);
      }
    }
  }

  /** Whether the switch passes multicast on, as some do not. */
  multicast(isPassed: boolean): void {
    for (const machine of this.machines) {
      const flood = ['type', 'bridge_slave', 'mcast_flood', isPassed ? 'on' : 'off'];
      this.onSwitch('link', 'set', this.portOf(machine), ...flood);
    }
  }

  /** What a machine has learnt of where addresses are is forgotten, as after some minutes. */
  forgetNeighbours(): void {
    for (const { namespace } of this.machines) ip('-n', namespace, 'neigh', 'flush', 'all');
  }

  async remove(): Promise<void> {
    for (const machine of this.machines.splice(0)) await machine.remove();
    ip('netns', 'delete', this.switchName);
    rmSync(this.directory, { recursive: true, force: true });
  }

  private portOf(machine: Machine): string {
    return `p-${machine.name}`;
  }
  private onSwitch(...args: string[]): void {
    ip('-n', this.switchName, ...args);
  }
}
