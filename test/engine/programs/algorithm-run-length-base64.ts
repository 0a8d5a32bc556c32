import { tick } from './support/tick.ts';

const rle = (s: string) => s.replace(/(.)\1*/g, (m, c) => `${tick(m.length)}${c}`), unrle = (s: string) => s.replace(/(\d+)(.)/g, (_, n, c) => tick(c).repeat(+n));
const abc = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const base64 = (bytes: Uint8Array) => { let out = ''; for (let i = 0; i < bytes.length; i += 3) { const n = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0); for (let k = 0; k < 4; k++) out += i + k > bytes.length ? '=' : abc[tick((n >> (18 - 6 * k)) & 63)]; } return out; };
console.log(rle('aaabccdddd'), unrle(rle('aaabccdddd')), base64(new TextEncoder().encode('hello w')), base64(Buffer.from('hello w')) === Buffer.from('hello w').toString('base64'));
