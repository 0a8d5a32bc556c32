import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const d = fs.mkdtempSync(path.join(os.tmpdir(), 'h2t-'));
const p = path.join(d, 'f.txt');
const show = (e: any) =>
  console.log(e.code, e.syscall, e.errno, e.message.replaceAll(d, 'D'), Object.keys(e).join());
fs.writeFileSync(p, 'line1\nline2\n');
fs.appendFileSync(p, Buffer.from('line3\n'));
console.log(
  fs.readFileSync(p, 'utf8'),
  fs.readFileSync(p).length,
  fs.readFileSync(p, { encoding: 'base64' }),
);
const fd = fs.openSync(p, 'r+');
const b = Buffer.alloc(5);
console.log(
  fs.readSync(fd, b, 0, 5, 6),
  b.toString(),
  fs.writeSync(fd, 'XY', 0),
  fs.fstatSync(fd).size,
  fs.readSync(fd, b),
  b.toString(),
);
fs.ftruncateSync(fd, 4);
fs.closeSync(fd);
console.log(fs.readFileSync(p, 'latin1'));
fs.mkdirSync(path.join(d, 'a/b/c'), { recursive: true });
fs.writeFileSync(path.join(d, 'a/z'), '');
fs.symlinkSync('z', path.join(d, 'a/l'));
console.log(
  fs.readdirSync(path.join(d, 'a')),
  fs.readdirSync(d, { recursive: true }),
  fs.readlinkSync(path.join(d, 'a/l')),
);
for (const e of fs.readdirSync(path.join(d, 'a'), { withFileTypes: true }))
  console.log(e.name, e.isFile(), e.isDirectory(), e.isSymbolicLink(), e.parentPath.replace(d, 'D'));
const st = fs.statSync(p);
console.log(
  st.isFile(),
  st.size,
  st.mtime instanceof Date,
  typeof st.mtimeMs,
  st.mode.toString(8),
  st.constructor.name,
  typeof fs.statSync(p, { bigint: true }).size,
);
console.log(fs.existsSync(p), fs.existsSync(p + 'q'), fs.statSync(p + 'q', { throwIfNoEntry: false }));
for (const f of [
  () => fs.readFileSync(p + 'q'),
  () => fs.openSync(d + '/no/x', 'w'),
  () => fs.mkdirSync(d),
  () => fs.rmdirSync(d),
  () => fs.renameSync(p + 'q', p),
  () => fs.readFileSync(d),
  () => fs.readdirSync(p),
  () => fs.accessSync(p + '1'),
  () => fs.closeSync(9999),
  () => fs.readFileSync('a\0b'),
  () => fs.readFileSync(p, 'nope' as never),
  () => fs.copyFileSync(p + 'q', p),
  () => fs.unlinkSync(p + 'q'),
]) {
  try {
    f();
    console.log('no error');
  } catch (e) {
    show(e);
  }
}
fs.copyFileSync(p, p + '2');
fs.renameSync(p + '2', p + '3');
fs.utimesSync(p + '3', 100, new Date(200000));
console.log(fs.statSync(p + '3').mtimeMs, fs.statSync(p + '3').atime.toISOString());
fs.chmodSync(p + '3', 0o600);
console.log((fs.statSync(p + '3').mode & 0o777).toString(8));
const big = Buffer.alloc(20 << 20, 'abc');
fs.writeFileSync(p, big);
console.log(fs.readFileSync(p).equals(big), fs.statSync(p).size);
fs.readFile(p, (e, data) => {
  console.log('cb big', e, data.length);
  fs.readFile(p + 'q', (e) => {
    show(e);
    fs.writeFile(p, 'cb', (e) => {
      console.log(e);
      fs.stat(p, (e, s) => {
        console.log(s.size);
        fs.open(p, 'r', (e, fd) => {
          fs.read(fd, Buffer.alloc(2), 0, 2, 0, (e, n, buf) => {
            console.log(n, buf.toString());
            fs.close(fd, (e) => {
              console.log('closed', e);
              const ws = fs.createWriteStream(p + 's');
              ws.write('one ');
              ws.end('two');
              ws.on('finish', () => {
                const rs = fs.createReadStream(p + 's', 'utf8');
                rs.on('data', (c) => console.log('chunk', c));
                rs.on('close', () => {
                  fs.rmSync(d, { recursive: true });
                  console.log(fs.existsSync(d));
                });
              });
            });
          });
        });
      });
    });
  });
});
console.log(process.umask().toString(8), process.cwd());
process.chdir('/tmp');
console.log(process.cwd(), fs.existsSync('h2t'));
