// Bodies as they come, and failures.
import { once } from 'node:events';
import net from 'node:net';
import { serving } from '../http-cases.ts';
import { run } from '../net-cases.ts';
import { answered, at, clean, failure, over } from '../web-cases.ts';

await run({
  'as it comes': async () => {
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of (await fetch(`${at}/drip`)).body!) text += decoder.decode(chunk, { stream: true });
    return text;
  },
  'through a decoder': async () => {
    let text = '';
    const reader = (await fetch(`${at}/drip`)).body!.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      text += value;
    }
    return text;
  },
  'cancelled in the middle': async () => {
    const { body } = await fetch(`${at}/drip`);
    const reader = body!.getReader();
    const { value } = await reader.read();
    await reader.cancel('enough');
    return [Buffer.from(value!).toString().slice(0, 6), await reader.read()];
  },
  'cut off': () => failure(fetch(`${at}/cut`).then((res) => res.text())).then((line) => String(line).replace(/because.*/, '')),
  'aborted before': () => failure(fetch(at, { signal: AbortSignal.abort() })),
  'aborted with a reason': async () => {
    const controller = new AbortController();
    const waiting = failure(fetch(`${at}/slow`, { signal: controller.signal }));
    setTimeout(() => controller.abort(new RangeError('own')), 5);
    return waiting;
  },
  'timed out': () => failure(fetch(`${at}/slow`, { signal: AbortSignal.timeout(20) })),
  'aborted while reading': async () => {
    const controller = new AbortController();
    const res = await fetch(`${at}/drip`, { signal: controller.signal });
    controller.abort();
    return failure(res.text());
  },
  'a clone': async () => {
    const res = await fetch(`${at}/json`);
    const other = res.clone();
    return [await res.text(), await other.json(), res.bodyUsed];
  },
  'read twice': async () => {
    const res = await fetch(`${at}/json`);
    await res.text();
    return failure(res.text());
  },
  'a Request': async () => {
    const req = new Request(`${at}/echo`, { method: 'POST', body: 'in it', headers: { 'x-r': '1' } });
    const text = clean(await (await fetch(req.clone())).text());
    return [text, req.bodyUsed, clean(await (await fetch(req)).text()), req.bodyUsed];
  },
  'nobody there': async () => {
    const gone = net.createServer().listen(0, '127.0.0.1');
    await once(gone, 'listening');
    const nobody = (gone.address() as net.AddressInfo).port;
    gone.close();
    await once(gone, 'close');
    return String(await failure(fetch(`http://127.0.0.1:${nobody}`))).replaceAll(String(nobody), 'PORT');
  },
  'no such name': () => failure(fetch('http://nowhere.invalid/')),
  'no URL': () => failure(fetch('/relative')),
  'another scheme': () => failure(fetch('ftp://x/')),
  'a bad port': () => failure(fetch('http://127.0.0.1:25/')),
  'data:': async () => {
    const res = await fetch('data:text/plain;base64,aGVsbG8=');
    return [res.status, res.headers.get('content-type'), await res.text()];
  },
  'GET with a body': () => failure(fetch(at, { body: 'x' })),
  'no arguments': () => failure((fetch as () => Promise<unknown>)()),
  'an answer until the end': () => answered('HTTP/1.1 200 Good\r\nX-A: 1\r\n\r\nall of it'),
  'in chunks': () => answered('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n'),
  'hints before it': () => answered('HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok'),
  'nonsense': () => answered('what is this\r\n\r\n'),
  'nothing': () => answered(''),
  'many at once': async () => {
    const all = await Promise.all(Array.from({ length: 6 }, (_, i) => fetch(`${at}/n${i}`).then((res) => res.json())));
    return all.map((each) => (each as { url: string }).url);
  },
  'over one connection': async () => {
    const ports = new Set<number>();
    const other = await serving((req, res) => void res.end(String(req.socket.remotePort)));
    for (let i = 0; i < 3; i++) ports.add(Number(await (await fetch(`http://127.0.0.1:${other.port}`)).text()));
    other.server.close();
    return ports.size;
  },
});
over();
