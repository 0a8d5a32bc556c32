import type { HistoryMove, HistorySample, HistoryStay } from '../../protocol/history.ts';
import { bytes, type Column, cpuTime } from '../../tui/table.ts';
import { shown } from './times.ts';

export const samples: Column<HistorySample>[] = [
  { title: 'TIME', value: ({ atMs }) => shown(atMs) },
  { title: 'NODE', value: ({ node }) => String(node), right: true },
  { title: 'NAME', value: ({ name }) => name },
  { title: 'LOAD', value: ({ load }) => load.toFixed(0), right: true },
  { title: 'MOST', value: ({ mostLoad }) => mostLoad.toFixed(0), right: true },
  { title: 'SPEED', value: ({ speed }) => speed.toFixed(0), right: true },
  { title: 'FREE', value: ({ freeBytes }) => bytes(Math.round(freeBytes)), right: true },
  { title: 'MEMORY', value: ({ totalBytes }) => bytes(totalBytes), right: true },
  { title: 'TASKS', value: ({ tasks }) => tasks.toFixed(1), right: true },
];

export const stays: Column<HistoryStay>[] = [
  { title: 'PID', value: ({ task }) => task },
  { title: 'NODE', value: ({ node }) => String(node), right: true },
  { title: 'HOME', value: ({ home }) => String(home), right: true },
  { title: 'SINCE', value: ({ sinceMs }) => shown(sinceMs) },
  { title: 'UNTIL', value: ({ untilMs }) => (untilMs === null ? 'now' : shown(untilMs)) },
  { title: 'TIME', value: ({ cpuMs }) => cpuTime(cpuMs), right: true },
  { title: 'RSS', value: ({ memoryBytes }) => bytes(memoryBytes), right: true },
  { title: 'COMMAND', value: ({ command }) => command },
];

const ms = (value: number | null): string => (value === null ? '-' : `${value.toFixed(1)} ms`);

export const moves: Column<HistoryMove>[] = [
  { title: 'TIME', value: ({ atMs }) => shown(atMs) },
  { title: 'PID', value: ({ task }) => task },
  { title: 'WHAT', value: ({ event }) => event },
  { title: 'FROM', value: ({ from }) => String(from), right: true },
  { title: 'TO', value: ({ to }) => String(to ?? '-'), right: true },
  { title: 'FROZEN', value: ({ freezeMs }) => ms(freezeMs), right: true },
  { title: 'STATE', value: ({ stateBytes }) => (stateBytes === null ? '-' : bytes(stateBytes)), right: true },
  { title: 'REASON', value: ({ reason }) => reason },
];

/** As RFC 4180 wants it: a line of names, then all values as they are; times in ISO 8601. */
export function csv(rows: readonly object[], names: readonly string[]): string {
  const cell = (row: object, name: string): string => {
    const value = (row as Record<string, string | number | null>)[name];
    if (value == null) return '';
    if (name.endsWith('Ms') && /^(at|since|until)/.test(name)) return new Date(Number(value)).toISOString();
    const text = String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [names.join(','), ...rows.map((row) => names.map((name) => cell(row, name)).join(','))]
    .map((line) => `${line}\r\n`)
    .join('');
}

export const CSV_NAMES = {
  samples: ['atMs', 'node', 'name', 'load', 'mostLoad', 'speed', 'freeBytes', 'totalBytes', 'tasks'],
  stays: ['task', 'node', 'home', 'sinceMs', 'untilMs', 'cpuMs', 'memoryBytes', 'command'],
  moves: ['atMs', 'task', 'event', 'from', 'to', 'freezeMs', 'totalMs', 'stateBytes', 'reason'],
} as const;
