/** What is seen of the owner: terminals that are real, and what machines with a keyboard and users show, made up. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ConsoleInput, interruptsOf, usbRequests } from '../../agent/measure/console-input.ts';
import { busyMsHere, busyMsOf, LocalLoad } from '../../agent/measure/local-load.ts';
import { minuteOfWeek } from '../../agent/measure/owner-signs.ts';
import { DAY_MIN } from '../../protocol/owner.ts';
import { hasTerminals, Typist } from '../support/typist.ts';
import { until } from '../support/until.ts';

describe('input at the console', () => {
  /** A console as a test says it is. */
  const made = { readMs: null as number | null, counters: '' };
  const input = (): ConsoleInput => {
    Object.assign(made, { readMs: null, counters: '' });
    return new ConsoleInput({ lastReadMs: () => made.readMs, counters: () => made.counters });
  };

  it('was when a terminal was last read before this began, then when that changes', () => {
    const one = input();
    made.readMs = 900_000;
    expect(one.look(50_000, 1_000_000)).toBe(100_000);
    expect(one.look(60_000, 1_010_000)).toBe(110_000);
    made.readMs = 1_010_000;
    expect(one.look(70_000, 1_020_000)).toBe(0);
    expect(one.look(75_000, 1_025_000)).toBe(5_000);
  });

  it('a clock that jumps, and a terminal that is closed, are no input', () => {
    const one = input();
    made.readMs = 2_000_000;
    expect(one.look(0, 1_000_000)).toBe(null);
    expect(one.look(1_000, 9_000_000)).toBe(null);
    made.readMs = 1_500_000;
    expect(one.look(2_000, 9_001_000)).toBe(null);
    made.readMs = null;
    expect(one.look(3_000, 9_002_000)).toBe(null);
  });

  it('is also what keyboards and mice count, but not what they had counted before', () => {
    const one = input();
    made.counters = '17 1-1=4';
    expect(one.look(0, 0)).toBe(null);
    expect(one.look(1_000, 1_000)).toBe(null);
    made.counters = '17 1-1=5';
    expect(one.look(2_000, 2_000)).toBe(0);
    expect(one.look(4_000, 4_000)).toBe(2_000);
  });

  it('interrupts of keyboards and touchpads are told from others', () => {
    const interrupts = `            CPU0       CPU1
   1:          0        912   IO-APIC    1-edge      i8042
   8:          1          0   IO-APIC    8-edge      rtc0
  12:       4000        100   IO-APIC   12-edge      i8042
  51:         10         20   IR-IO-APIC   51-fasteoi   ELAN0676:00
 128:     999999     999999   PCI-MSI 524288-edge      nvme0q1
 NMI:         12         12   Non-maskable interrupts
`;
    expect(interruptsOf(interrupts)).toBe(912 + 4_100 + 30);
    expect(interruptsOf('')).toBe(0);
  });

  it('requests of USB keyboards and mice are told from those of disks', () => {
    const root = mkdtempSync(join(tmpdir(), 'omx-usb-'));
    const write = (path: string, content: string): void => {
      mkdirSync(join(root, path, '..'), { recursive: true });
      writeFileSync(join(root, path), `${content}\n`);
    };
    for (const [device, urbs] of Object.entries({ '1-2': 71, '1-3': 9000, '2-1.4': 5, '3-1': 3 }))
      write(`${device}/urbnum`, String(urbs));
    for (const [name, kind, protocol] of [
      ['1-2:1.0', '03', '01'],
      ['1-3:1.0', '08', '50'],
      ['2-1.4:1.1', '03', '02'],
      // A HID that is neither: the buttons of a headset, a power supply.
      ['3-1:1.3', '03', '00'],
    ] as const) {
      write(`${name}/bInterfaceClass`, kind);
      write(`${name}/bInterfaceProtocol`, protocol);
    }
    try {
      expect(usbRequests(root).sort()).toEqual(['1-2=71', '2-1.4=5']);
      expect(usbRequests(join(root, 'none'))).toEqual([]);
    } finally {
      rmSync(root, { recursive: true });
    }
  });

  it.skipIf(!hasTerminals)('somebody types at a real terminal', async () => {
    const typist = await Typist.sitDown();
    try {
      typist.hasNotTypedFor(600_000);
      const one = new ConsoleInput();
      one.look(0, Date.now());
      typist.type('ls\n');
      // Another terminal of this machine may be in use: then there is input all the same.
      await until(() => one.look(1_000, Date.now()) === 0);
    } finally {
      typist.leave();
    }
  });
});

describe('load of this machine but its guests', () => {
  let busy: ChildProcess | undefined;
  afterEach(() => busy?.kill('SIGKILL'));

  it('is what is used, less what guests and the agent use, averaged', () => {
    const load = new LocalLoad();
    const guests = (cpuMs: number) => [{ task: '1:1', cpuMs }];
    expect(load.sample(0, guests(0), 10_000, 500)).toBe(null);
    // In each second 1.5 CPUs in all, of which the guest has 0.9 and the agent 0.1.
    const told = Array.from({ length: 10 }, (_, i) => {
      const s = i + 1;
      return load.sample(s * 1_000, guests(s * 900), 10_000 + s * 1_500, 500 + s * 100)!;
    });
    expect(told.at(-1)).toBeCloseTo(0.5);
    // A guest that has come from elsewhere counts from when it is here.
    const come = [...guests(9_900), { task: '2:2', cpuMs: 400 }];
    expect(load.sample(11_000, come, 10_000 + 11 * 1_500 + 400, 500 + 1_100)).toBeCloseTo(0.5);
    expect(load.sample(12_000, guests(9_900), null, 1_600)).toBe(null);
  });

  it('/proc/stat is read as proc(5) has it', () => {
    expect(busyMsOf('cpu  100 20 30 999 888 7 8 99 0 0\ncpu0 1 1 1 1 1 1 1 0 0 0\n')).toBe(
      (100 + 20 + 30 + 7 + 8) * 10,
    );
    expect(busyMsOf('')).toBe(null);
  });

  it.skipIf(!existsSync('/proc/stat'))('a process that computes is seen', async () => {
    const load = new LocalLoad();
    busy = spawn(process.execPath, ['-e', 'for (;;);']);
    const sample = () => load.sample(performance.now(), [], busyMsHere(), 0) ?? 0;
    // Others may use this machine; at the least a good part of a CPU is the process's own.
    await until(() => sample() > 0.3);
  });
});

it('minutes of the week are local time', () => {
  expect(minuteOfWeek(new Date(2026, 10, 22, 0, 0, 30).getTime())).toBe(0);
  expect(minuteOfWeek(new Date(2026, 10, 23, 8, 15).getTime())).toBe(DAY_MIN + 8 * 60 + 15);
});
