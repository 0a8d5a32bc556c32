// Man pages, made of what the built commands print for --help (and --help-all: of all their verbs): dist/man/NAME.1.
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** `commands`: the names; `dist`: where they are built; `version`: of the package. */
export async function writeManPages(commands, dist, version) {
  mkdirSync(join(dist, 'man'), { recursive: true });
  const env = { ...process.env, COLUMNS: '100', NO_COLOR: '1' };
  await Promise.all(
    commands.map(async (name) => {
      const { stdout } = await run(process.execPath, [join(dist, `${name}.js`), '--help-all'], { env });
      writeFileSync(join(dist, 'man', `${name}.1`), manPage(name, stdout, commands, version));
    }),
  );
}

/** Pages of help, the command's own first, then one for each verb, with form feeds between them. */
export function manPage(name, help, commands, version) {
  const [own, ...verbs] = help.split('\f');
  const { usage, about, sections } = readHelp(own);
  const lines = [
    `.TH ${name.toUpperCase()} 1 "" "omosix ${version}" "omosix"`,
    '.SH NAME',
    `${name} \\- ${escaped(lowered(about.join(' ')).replace(/\.( .*)?$/, ''))}`,
    '.SH SYNOPSIS',
    ...usage.flatMap((line) => ['.B', escaped(line), '.br']).slice(0, -1),
  ];
  if (about.length > 0 && !sections.some(({ title }) => title === 'DESCRIPTION'))
    lines.push('.SH DESCRIPTION', ...about.map((line) => escaped(line)));
  for (const section of sections) lines.push(...sectionLines('.SH', section));
  for (const verb of verbs) {
    const page = readHelp(verb);
    lines.push(`.SH "${escaped((page.usage[0] ?? '').split(' ').slice(0, 2).join(' ').toUpperCase())}"`);
    lines.push(...page.usage.flatMap((line) => ['.B', escaped(line), '.br']).slice(0, -1), '.PP');
    lines.push(...page.about.map((line) => escaped(line)));
    for (const section of page.sections) lines.push(...sectionLines('.SS', section));
  }
  const others = commands.filter((other) => other !== name).map((other) => `.BR ${other} (1)`);
  lines.push('.SH "SEE ALSO"', ...others.map((line, at) => (at < others.length - 1 ? `${line},` : line)));
  return `${lines.join('\n')}\n`;
}

const HEADING = /^([A-Z][A-Za-z' ]*(?: \(.*\))?):$|^([A-Z][A-Z ]+)$/;

/** Usage, description, and what stands under headings. What stands under none, behind them, is a section "Notes". */
function readHelp(text) {
  const lines = text.replace(/\s+$/, '').split('\n');
  const usage = [];
  const about = [];
  const sections = [];
  let section = null;
  for (const line of lines) {
    const heading = HEADING.exec(line);
    const [, call] = /^Usage: (.*)$/.exec(line) ?? [];
    const [, oneLine] = /^\w+ - (.*)$/.exec(line) ?? [];
    if (call) usage.push(call);
    else if (oneLine && sections.length === 0 && about.length === 0) about.push(oneLine);
    else if (heading) {
      section = { title: heading[1] ?? heading[2], lines: [] };
      sections.push(section);
    } else if (section) {
      if (/^\S/.test(line) && section.lines.at(-1) === '') {
        section = { title: noteTitle(line), lines: [line.replace(/^Exit (code|status): /i, '')] };
        sections.push(section);
      } else section.lines.push(line);
    } else if (line.trim() !== '') about.push(line);
  }
  // omrun's help has its synopsis and description under headings of their own.
  const taken = sections.filter(({ title }) => title === 'SYNOPSIS').flatMap((one) => one.lines);
  usage.push(...taken.map((line) => line.trim()).filter(Boolean));
  const kept = sections.filter(({ title }) => title !== 'SYNOPSIS' && title !== 'SEE ALSO');
  return { usage, about, sections: kept };
}

const noteTitle = (line) => (/^Exit (code|status)/i.test(line) ? 'Exit status' : 'Notes');

function sectionLines(macro, { title, lines }) {
  const out = [`${macro} "${escaped(macro === '.SH' ? title.toUpperCase() : title)}"`];
  const isList = /^(options|arguments|commands|verbs)$/i.test(title);
  if (/^examples$/i.test(title) || (!isList && lines.some((line) => /^ {2}/.test(line)))) {
    out.push('.nf', ...trimmed(lines).map((line) => escaped(line.replace(/^ {2}/, '')) || '.sp'), '.fi');
    return out;
  }
  for (const line of trimmed(lines)) {
    const [, term, text] = /^ {1,6}(\S.*?) {2,}(\S.*)$/.exec(line) ?? [];
    if (isList && term) out.push('.TP', `.B ${escaped(term)}`, escaped(text));
    else if (isList && /^ {1,6}-/.test(line)) out.push('.TP', `.B ${escaped(line.trim())}`);
    else if (line.trim() === '') out.push('.PP');
    else out.push(escaped(line.trim()));
  }
  return out;
}

function trimmed(lines) {
  const first = lines.findIndex((line) => line.trim() !== '');
  const last = lines.findLastIndex((line) => line.trim() !== '');
  return first < 0 ? [] : lines.slice(first, last + 1);
}

const lowered = (text) => (/^[A-Z][a-z]/.test(text) ? text[0].toLowerCase() + text.slice(1) : text);

/** No character of it means anything to troff. */
function escaped(text) {
  const plain = text.replaceAll('\\', '\\e').replaceAll('-', '\\-').replaceAll('"', '\\(dq');
  return /^[.']/.test(plain) ? `\\&${plain}` : plain;
}
