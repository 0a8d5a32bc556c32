import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { noted } from '../../agent/audit/audit.ts';
import { ownProcess } from '../../agent/audit/ordered-by.ts';
import { placesOf } from '../../agent/places.ts';
import { systemClock } from '../../agent/system-clock.ts';
import { type AdmittedKey, authorizedKeys, keyIn } from '../../agent/users/authorized-keys.ts';
import { shownFingerprint } from '../../agent/users/fingerprint.ts';
import { KeyFile } from '../../agent/users/key-file.ts';
import { OmosixError } from '../../protocol/errors.ts';
import { type Column, plain } from '../../tui/table.ts';
import { printTable } from '../command.ts';
import { onThisMachine } from '../over-ssh.ts';

const fingerprint = ({ base64 }: AdmittedKey): string => shownFingerprint(base64);

const columns: Column<AdmittedKey>[] = [
  { title: 'TYPE', value: ({ type }) => type },
  { title: 'FINGERPRINT', value: fingerprint },
  { title: 'COMMENT', value: ({ comment }) => plain(comment) || '-' },
];

/** A key as it stands in a file `.pub`, or such a file. @throws OmosixError EUSAGE */
function keysGiven(given: string): AdmittedKey[] {
  const isKey = given.includes(' ');
  const { keys, refused } = authorizedKeys(isKey ? given : contents(given));
  const [first] = refused;
  if (first)
    throw new OmosixError('EUSAGE', isKey ? first.reason : `${given}:${first.line}: ${first.reason}`);
  if (keys.length === 0) throw new OmosixError('EUSAGE', `${given} holds no public key`);
  return keys;
}

function contents(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new OmosixError(
      'EUSAGE',
      `${(error as Error).message}: it must be a file .pub, or a key in quotes`,
    );
  }
}

/** Those in the file that a key, a file or what `list` shows of one (its fingerprint or comment) means. @throws OmosixError EUSAGE */
function keysMeant(given: string, admitted: readonly AdmittedKey[]): AdmittedKey[] {
  const shown = admitted.filter(
    (key) => key.comment === given || (given !== '' && fingerprint(key).startsWith(given)),
  );
  if (shown.length > 1 && shown.some(({ base64 }) => base64 !== shown[0]?.base64))
    throw new OmosixError('EUSAGE', `'${given}' means ${shown.length} keys: give more of the fingerprint`);
  if (shown.length > 0) return shown;
  const wanted = typeof keyIn(given) === 'string' && given.startsWith('SHA256:') ? [] : keysGiven(given);
  const found = admitted.filter(({ base64 }) => wanted.some((key) => key.base64 === base64));
  if (found.length === 0)
    throw new OmosixError('EUSAGE', `${given} is not admitted: 'mosctl admit' shows who is`);
  return found;
}

export function addAdmit(mosctl: Command): void {
  mosctl
    .command('admit')
    .argument('[KEY|FILE.pub]', 'a public key of ssh; without it: those that are admitted')
    .description('let an ssh client in by its key, for files (sftp, scp, sshfs) and our commands')
    .option('-d, --delete', 'take the key out; also by its fingerprint or comment as shown in the list')
    .option('--json', 'JSON instead of a table')
    .addHelpText(
      'after',
      `
Whoever has the key is this agent's user, for the files that the cluster serves to it and for our commands:
mosmon, migmon, mps, mosctl, migrate and the like; no shell, no programs, no forwarding. Any user name but omosix will do.
Keys are read anew for each connection; one that is taken out is cut off within a second. File: ~/.config/omosix/authorized_keys

Examples:
  mosctl admit ~/.ssh/id_ed25519.pub
  mosctl admit "$(ssh-add -L | head -n 1)"
  mosctl admit                              who is admitted?
  mosctl admit -d ann@laptop
  sftp -P 4712 lab7                         and then, from there
  ssh -t -p 4712 lab7 mosmon`,
    )
    .action((given: string | undefined, options: { delete?: true; json?: true }) => admit(given, options));
}

function admit(given: string | undefined, { delete: isDelete, json }: { delete?: true; json?: true }): void {
  onThisMachine('who is admitted');
  const file = new KeyFile(placesOf(process.env).config);
  if (given === undefined) {
    if (isDelete)
      throw new OmosixError('EUSAGE', "'mosctl admit -d' needs the key, its fingerprint or its comment");
    list(file, json === true);
    return;
  }
  if (isDelete) {
    const gone = keysMeant(given, file.read().keys);
    file.remove(gone);
    for (const key of gone) {
      noteKey('key-removed', key);
      process.stdout.write(`${fingerprint(key)} is not admitted any more\n`);
    }
    return;
  }
  for (const key of keysGiven(given)) {
    file.add(key);
    noteKey('key-admitted', key);
    process.stdout.write(`${fingerprint(key)} is admitted\n`);
  }
}

/** No agent need run for it. */
function noteKey(event: 'key-admitted' | 'key-removed', key: AdmittedKey): void {
  const { state } = placesOf(process.env);
  const { comment } = key;
  const written = { event, key: fingerprint(key), comment, by: ownProcess() };
  const why = noted(state, written, systemClock.nowMs());
  if (why !== null) process.stderr.write(`mosctl: this is not in the audit log: ${why}\n`);
}

function list(file: KeyFile, isJson: boolean): void {
  const { keys, refused } = file.read();
  if (isJson) {
    const all = keys.map((key) => ({ ...key, fingerprint: fingerprint(key) }));
    process.stdout.write(`${JSON.stringify({ file: file.path, keys: all, refused }, null, 2)}\n`);
    return;
  }
  if (keys.length > 0) printTable(columns, keys);
  else process.stdout.write("nobody is admitted by a key: 'mosctl admit FILE.pub' lets an ssh client in\n");
  for (const { line, reason } of refused)
    process.stderr.write(`mosctl: ${file.path}:${line}: ${plain(reason)}; this line admits nobody\n`);
}
