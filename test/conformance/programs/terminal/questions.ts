// Questions, completion, events and arguments of readline interfaces.
import readline from 'node:readline';
import promises from 'node:readline/promises';
import { PassThrough } from 'node:stream';
import { promisify } from 'node:util';
import { run, told } from '../cases.ts';
import { edited, FakeTerminal, turn } from '../terminal-cases.ts';

type Options = Partial<readline.ReadLineOptions>;
function open(options: Options = {}) {
  const terminal = new FakeTerminal();
  const reader = readline.createInterface({ input: terminal.input, output: terminal.output, ...options });
  return { terminal, reader };
}
function openPromised(options: Partial<promises.ReadLineOptions> = {}) {
  const terminal = new FakeTerminal();
  const reader = promises.createInterface({ input: terminal.input, output: terminal.output, ...options });
  return { terminal, reader };
}
/** What it tells of itself. */
function listened(reader: readline.Interface): string[] {
  const seen: string[] = [];
  for (const event of ['line', 'pause', 'resume', 'close', 'SIGINT', 'SIGTSTP', 'history'])
    reader.on(event, (...values: unknown[]) => seen.push(`${event} ${values}`));
  return seen;
}
const words = ['total', 'tomorrow', 'print', 'printf'];
const completer = (line: string): [string[], string] => [words.filter((word) => word.startsWith(line)), line];
const withArguments = (options: object) => () => {
  const reader = readline.createInterface({ input: new PassThrough(), ...options } as readline.ReadLineOptions);
  reader.close();
  return [reader.terminal, reader.getPrompt()];
};

await run({
  question: async () => {
    const { terminal, reader } = open();
    const seen = listened(reader);
    reader.question('name? ', (answer) => seen.push(`answer ${answer}`));
    reader.question('again? ', (answer) => seen.push(`never ${answer}`));
    await terminal.type('me\r', 'you\r');
    reader.close();
    await turn();
    return [terminal.shown(), seen, reader.getPrompt()];
  },
  'question within an answer': async () => {
    const { terminal, reader } = open();
    const seen: string[] = [];
    reader.question('one? ', (one) => reader.question('two? ', (two) => seen.push(one, two)));
    await terminal.type('1\r', '2\r');
    reader.close();
    return [terminal.shown(), seen];
  },
  'question after the end': () => {
    const { reader } = open();
    reader.close();
    reader.question('?', () => {});
  },
  'question that is given up': async () => {
    const { terminal, reader } = open();
    const seen = listened(reader);
    const control = new AbortController();
    reader.question('name? ', { signal: control.signal }, () => seen.push('never'));
    await terminal.type('m');
    control.abort();
    await terminal.type('line\r');
    reader.question('gone? ', { signal: control.signal }, () => seen.push('never'));
    reader.close();
    return [terminal.shown(), seen];
  },
  'promisify(question)': async () => {
    const { terminal, reader } = open();
    const ask = promisify(reader.question).bind(reader) as unknown as (query: string) => Promise<string>;
    const answer = ask('name? ');
    await terminal.type('me\r');
    reader.close();
    return answer;
  },
  'promised question': async () => {
    const { terminal, reader } = openPromised();
    const answer = reader.question('name? ');
    await terminal.type('me\r');
    reader.close();
    return [await answer, terminal.shown()];
  },
  'promised question, given up': async () => {
    const { terminal, reader } = openPromised();
    const control = new AbortController();
    const answer = reader.question('name? ', { signal: control.signal }).catch(told);
    await terminal.type('m');
    control.abort(new Error('enough'));
    const late = await reader.question('name? ', { signal: control.signal }).catch(told);
    reader.close();
    return [await answer, late, terminal.shown()];
  },
  'promised question, ended by Ctrl-C': async () => {
    const { terminal, reader } = openPromised();
    const answer = reader.question('name? ').catch(told);
    await terminal.type('m\x03');
    return [await answer, terminal.shown()];
  },
  'promised question after the end': () => {
    const { reader } = openPromised();
    reader.close();
    return reader.question('name? ');
  },
  'Ctrl-C with a listener': async () => {
    const { terminal, reader } = open();
    const seen = listened(reader);
    await terminal.type('abc\x03', 'd\x1a', 'e\r');
    reader.close();
    return [terminal.shown(), seen];
  },
  'pause and resume': async () => {
    const { terminal, reader } = open();
    const seen = listened(reader);
    reader.pause();
    reader.pause();
    reader.resume();
    reader.resume();
    reader.pause();
    reader.prompt();
    reader.pause();
    reader.write('w');
    await terminal.type('\r');
    reader.close();
    reader.close();
    return [terminal.shown(), seen];
  },
  write: async () => {
    const { terminal, reader } = open();
    const seen = listened(reader);
    reader.write('Delete this');
    reader.write(null as unknown as string, { ctrl: true, name: 'u' });
    reader.write('two\nlines\nand more');
    reader.write(null as unknown as string, { name: 'constructor' });
    await turn();
    reader.close();
    return [terminal.shown(), seen, reader.line];
  },
  'the end of the input': async () => {
    const { terminal, reader } = open();
    const seen = listened(reader);
    await terminal.type('rest');
    terminal.input.end();
    await turn();
    await turn();
    return [terminal.shown(), seen];
  },
  'an error of the input': async () => {
    const { terminal, reader } = open();
    const seen: string[] = [];
    reader.on('error', (error) => seen.push(told(error)));
    terminal.input.destroy(new Error('broken'));
    await turn();
    await turn();
    return seen;
  },
  signal: async () => {
    const control = new AbortController();
    const { reader } = open({ signal: control.signal });
    const seen = listened(reader);
    control.abort();
    const late = open({ signal: control.signal });
    const seenLate = listened(late.reader);
    await turn();
    return [seen, seenLate];
  },
  resize: async () => {
    const { terminal, reader } = open();
    reader.prompt();
    await terminal.type('0123456789');
    terminal.shown();
    terminal.output.columns = 6;
    terminal.output.emit('resize');
    await turn();
    const shown = terminal.shown();
    reader.close();
    return [shown, reader.getCursorPos()];
  },
  'completion of one': () => edited(['p', 'r', '\t', 'x'], { completer }),
  'completion of several': () => edited(['to', '\t', '\t', 't', '\t', ' '], { completer }),
  'completion of nothing': () => edited(['zz', '\t', '\t'], { completer }),
  'completion of all': () => edited(['\t', '\t'], { completer, columns: 24 }),
  'completion in groups': () => edited(['\t', '\t'], { completer: () => [['a', 'b', '', 'c'], ''] }),
  'completion of another case': () => edited(['TO', '\t', '\t'], { completer: () => [['total'], 'TO'] }),
  'completion with a callback': () =>
    edited(['pr', '\t'], { completer: (line: string, done: (error: null, found: [string[], string]) => void) => done(null, completer(line)) }),
  'completion that fails': () =>
    edited(['pr', '\t', '!'], { completer: (_: string, done: (error: string) => void) => done('no') } as Options),
  'promised completion': async () => {
    const { terminal, reader } = openPromised({ completer: async (line: string) => completer(line) });
    await terminal.type('pri', '\t');
    await turn();
    await terminal.type('\t', '\t');
    await turn();
    const { line } = reader;
    reader.close();
    return [terminal.shown(), line];
  },
  'for await': async () => {
    const { terminal, reader } = open();
    void terminal.type('a\r', 'b\r', '\x04');
    const lines: string[] = [];
    for await (const line of reader) lines.push(line);
    return lines;
  },
  'no terminal': async () => {
    const terminal = new FakeTerminal();
    const reader = readline.createInterface({ input: terminal.input, output: terminal.output, terminal: false });
    const seen = listened(reader);
    reader.prompt();
    await terminal.type('a\x1b[D\tb\r\nc', '\n', 'rest');
    reader.question('q? ', (answer) => seen.push(`answer ${answer}`));
    await terminal.type('\nlast');
    terminal.input.end();
    await turn();
    await turn();
    return [terminal.shown(), seen, reader.cursor];
  },
  'one after the other': () => {
    const terminal = new FakeTerminal();
    const reader = readline.createInterface(terminal.input, terminal.output, undefined, false);
    const made = [reader.terminal, reader instanceof readline.Interface];
    reader.close();
    return made;
  },
  'setPrompt': () => {
    const { reader } = open({ prompt: 'a' });
    reader.setPrompt('b');
    reader.close();
    return reader.getPrompt();
  },
  'wrong completer': withArguments({ completer: 'x' }),
  'wrong history': withArguments({ history: 'x' }),
  'wrong historySize': withArguments({ historySize: 'x' }),
  'negative historySize': withArguments({ historySize: -1 }),
  'wrong tabSize': withArguments({ tabSize: 0 }),
  'wrong tabSize of another type': withArguments({ tabSize: '4' }),
  'wrong escapeCodeTimeout': withArguments({ escapeCodeTimeout: 'x' }),
  'wrong signal': withArguments({ signal: {} }),
  'no input': () => readline.createInterface(undefined as unknown as readline.ReadLineOptions),
});
