import { existsSync, readFileSync, statSync, watchFile } from 'node:fs';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { auditFiles } from '../../agent/audit/file.ts';
import { encoded, inWords } from '../../agent/audit/line.ts';
import { shownTime } from '../../agent/log-line.ts';
import { placesOf } from '../../agent/places.ts';
import { systemClock } from '../../agent/system-clock.ts';
import { AUDIT_KINDS, AUDIT_NAMES, type AuditLine, auditLine } from '../../protocol/audit.ts';
import { OmosixError } from '../../protocol/errors.ts';
import { timeMeant } from '../omhist/times.ts';
import { onThisMachine } from '../over-ssh.ts';
import { isOn } from './reach.ts';
import { Tail } from './tail.ts';

interface Options {
  since?: number;
  until?: number;
  kind?: string[];
  lines?: number;
  follow?: true;
  json?: true;
}

const LOOK_EVERY_MS = 300;
/** Where nobody says how many or since when. */
const LAST = 40;

export function addAudit(mosctl: Command): void {
  const time = (text: string): number => timeMeant(text, systemClock.nowMs());
  mosctl
    .command('audit')
    .description(
      "show the audit log of this machine's agent: who came, who was refused, what was ordered, by whom",
    )
    .option(
      '-s, --since <TIME>',
      'from then on (1h: an hour ago): 14:05, 2026-11-22T14:05, 30m, 2h, 7d',
      time,
    )
    .option('-u, --until <TIME>', 'until then', time)
    .addOption(
      new Option(
        '-k, --kind <KIND[,KIND…]>',
        `only these: ${AUDIT_KINDS.join(', ')}; or one event, as it is shown`,
      ).argParser(kinds),
    )
    .option('-n, --lines <N>', `the last so many lines (${LAST}; with --since: all)`, lines)
    .option('-f, --follow', 'and what is written from now on, until Ctrl-C')
    .option('--json', 'the lines as they are written, a JSON object each')
    .addHelpText('after', HELP)
    .action((options: Options) => {
      onThisMachine('what of the audit log is shown');
      if (isOn())
        throw new OmosixError('EUSAGE', 'audit: each node keeps its own on its disk: type it there');
      show(placesOf(process.env).state, options);
    });
}

const HELP = `
KIND       what is in it
  agent    it began, it ended; what could not be written down
  member   nodes that joined by a token of ours, that others or the map told of, that were revoked, forgotten or granted
           something, and that connected, with their address
  token    made, and refused: expired, used, a guess
  key      of a node: refused at the door; of an ssh user: admitted, removed (mosctl admit)
  guest    tasks of other homes: admitted, refused (why), ended (why, how long, CPU, memory), with their program and its hash
  command  orders: expel, drain, migrate, set, setpe … and by whom (process and uid of this machine, or a member); those refused
  grant    what a program was refused at this home (omrun --allow-…)
  files    members that may not have our files, and asked
  user     ssh clients: in, refused, and what they ran
  protocol members that said what no agent says, and were cut off
  limit    bounds that were reached

What repeats is one line with a count, so that who knocks a thousand times a second does not fill the disk. No line holds a
secret: no token, no argument of a program. Files: ~/.local/state/omosix/audit.log (0600) and, before it, audit.log.1 to .4,
8 MiB each.

Examples:
  mosctl audit --since 1d -k key,token,user       who was at the door?
  mosctl audit -k guest-refused -s 8:00           what did this node not take, and why?
  mosctl audit -k command -n 100                  who gave which order?
  mosctl audit -f -k member,command               as it happens
  mosctl audit --json -s 7d | jq -r 'select(.event == "guest-ended") | [.from, .program, .cpuMs] | @tsv'

Exit code: 0, or 1 where there is no audit log, 2 for a wrong command line.`;

function lines(text: string): number {
  if (!/^\d{1,7}$/.test(text)) throw new InvalidArgumentError('It must be a number of lines.');
  return Number(text);
}

function kinds(text: string): string[] {
  const given = text.split(',').filter(Boolean);
  const unknown = given.find((one) => ![...AUDIT_KINDS, ...AUDIT_NAMES].includes(one as never));
  if (unknown !== undefined || given.length === 0)
    throw new InvalidArgumentError(
      `'${unknown ?? text}' is none of ${AUDIT_KINDS.join(', ')}, and no event.`,
    );
  return given;
}

function show(state: string, { since, until, kind, lines: most, follow, json }: Options): void {
  const files = auditFiles(state);
  if (!files.some((file) => existsSync(file)) && !follow)
    throw new OmosixError('ENOAGENT', `there is no audit log yet: ${files[0]}`);
  const isShown = ({ atMs, event }: AuditLine): boolean =>
    atMs >= (since ?? 0) &&
    atMs <= (until ?? Number.POSITIVE_INFINITY) &&
    (kind === undefined || kind.includes(event) || kind.includes(event.slice(0, event.indexOf('-'))));
  const print = (line: AuditLine): void => {
    process.stdout.write(json ? encoded(line) : `${inWords(line, shownTime)}\n`);
  };
  // Where it is followed, what is written while the older ones are read is not left out.
  const end = new Tail(files[0]);
  let damaged = 0;
  const parsed = (texts: string[]): AuditLine[] =>
    texts.flatMap((text) => {
      const line = lineIn(text);
      if (line === null && text !== '') damaged++;
      return line && isShown(line) ? [line] : [];
    });
  const now = end.read();
  const isWhole = (statSync(files[0], { throwIfNoEntry: false })?.size ?? 0) <= end.mostBytes;
  const older = files.slice(1).toReversed();
  const told = [
    ...older
      .filter((file) => isSince(file, since))
      .flatMap((file) => parsed(readFileSync(file, 'utf8').split('\n'))),
    ...parsed(isWhole ? now : readFileSync(files[0], 'utf8').split('\n')),
  ];
  const shown = most ?? (since === undefined && until === undefined ? LAST : told.length);
  for (const line of shown > 0 ? told.slice(-shown) : []) print(line);
  if (damaged > 0)
    process.stderr.write(`mosctl: ${damaged} damaged ${damaged === 1 ? 'line is' : 'lines are'} left out\n`);
  if (!follow) return;
  watchFile(files[0], { interval: LOOK_EVERY_MS }, () => {
    for (const line of parsed(end.read())) print(line);
  });
}

/** Half a line is what a full disk leaves. */
function lineIn(text: string): AuditLine | null {
  try {
    const read = auditLine.safeParse(JSON.parse(text));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}

/** All that is in it is older than its last change. */
const isSince = (file: string, since = 0): boolean => {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat !== undefined && stat.mtimeMs >= since;
};
