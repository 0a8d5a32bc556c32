import { readdirSync, statSync } from 'node:fs';
import { readText } from './control-groups.ts';

/** Directory and names of terminals: those that programs made (ssh, windows, tmux), and the virtual consoles. */
const TERMINALS: [directory: string, names: RegExp][] = [
  ['/dev/pts', /^\d+$/],
  ['/dev', /^tty\d+$/],
];

/** Keyboards and touchpads that have an interrupt of their own: PS/2, and on I2C by their makers. */
const INPUT_INTERRUPTS = /\b(i8042|i2c[-_]hid|PNP0C50|MSFT0001|ELAN|SYNA|ALPS|WCOM|WACF)/;

const USB = '/sys/bus/usb/devices';
/** Interfaces of the class HID whose protocol is keyboard or mouse (USB, Device Class Definition for HID 1.11, 4.2 and 4.3). */
const HID_CLASS = '03';
const KEYBOARD_OR_MOUSE = /^0[12]$/;

/** Of the console, so that tests can make it up. */
export interface Console {
  /** When a terminal was last read, wall clock, ms; null where there is none. The kernel keeps it in steps of 8 s. */
  lastReadMs(): number | null;
  /** Another text than before: something was typed or moved. */
  counters(): string;
}

/** When somebody has last typed or moved a mouse at this machine: as `w` tells it, and where terminals do not show it, by their devices. */
export class ConsoleInput {
  private seen: { readMs: number | null; counters: string } | null = null;
  private lastMs: number | null = null;

  constructor(private readonly console: Console = thisConsole) {}

  /** Ms since the last input, null where there was none; `monotonicMs` and `nowMs` are now. */
  look(monotonicMs: number, nowMs: number): number | null {
    const seen = { readMs: this.console.lastReadMs(), counters: this.console.counters() };
    const before = this.seen;
    this.seen = seen;
    if (before === null) {
      // One that lies ahead is of a clock that was wrong.
      const agoMs = seen.readMs === null ? -1 : nowMs - seen.readMs;
      this.lastMs = agoMs < 0 ? null : monotonicMs - agoMs;
    } else if (isLater(seen.readMs, before.readMs) || seen.counters !== before.counters) {
      this.lastMs = monotonicMs;
    }
    return this.lastMs === null ? null : Math.max(0, monotonicMs - this.lastMs);
  }
}

/** A terminal that is closed takes its time with it: an earlier one is no input. */
const isLater = (one: number | null, other: number | null): boolean =>
  one !== null && (other === null || one > other);

const thisConsole: Console = {
  lastReadMs() {
    const times = TERMINALS.flatMap(([directory, names]) =>
      namesIn(directory)
        .filter((name) => names.test(name))
        .flatMap((name) => readAt(`${directory}/${name}`)),
    );
    return times.length === 0 ? null : Math.max(...times);
  },
  counters: () => `${interruptsOf(text('/proc/interrupts'))} ${usbRequests().join(' ')}`,
};

/** All that keyboards and touchpads have interrupted. `interrupts`: /proc/interrupts. */
export function interruptsOf(interrupts: string): number {
  let sum = 0;
  for (const line of interrupts.split('\n')) {
    if (!INPUT_INTERRUPTS.test(line)) continue;
    // `  1:   0   9   IR-IO-APIC   1-edge   i8042`: a count for each CPU.
    for (const field of line.trim().split(/\s+/).slice(1)) {
      if (!/^\d+$/.test(field)) break;
      sum += Number(field);
    }
  }
  return sum;
}

/** Requests of USB keyboards and mice so far: each movement ends one, and the next is made. */
export function usbRequests(root = USB): string[] {
  return namesIn(root).flatMap((name) => {
    const isInput =
      text(`${root}/${name}/bInterfaceClass`).trim() === HID_CLASS &&
      KEYBOARD_OR_MOUSE.test(text(`${root}/${name}/bInterfaceProtocol`).trim());
    const device = name.split(':')[0]!;
    return isInput ? [`${device}=${text(`${root}/${device}/urbnum`).trim()}`] : [];
  });
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function readAt(path: string): number[] {
  try {
    return [statSync(path).atimeMs];
  } catch {
    // Closed meanwhile.
    return [];
  }
}

const text = (path: string): string => readText(path) ?? '';
