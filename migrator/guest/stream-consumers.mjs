/** `node:stream/consumers`. */
import { Blob, Buffer } from 'node:buffer';

const isText = (chunk) => typeof chunk === 'string';

export async function blob(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return new Blob(chunks);
}

export async function buffer(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(isText(chunk) ? Buffer.from(chunk) : chunk);
  return Buffer.concat(chunks);
}

export async function arrayBuffer(stream) {
  const whole = await buffer(stream);
  return whole.buffer.slice(whole.byteOffset, whole.byteOffset + whole.byteLength);
}

export async function text(stream) {
  const decoder = new TextDecoder();
  let whole = '';
  for await (const chunk of stream) whole += isText(chunk) ? chunk : decoder.decode(chunk, { stream: true });
  return whole + decoder.decode();
}

export async function json(stream) {
  return JSON.parse(await text(stream));
}

const consumers = { arrayBuffer, blob, buffer, text, json };

export { consumers as default, consumers as 'module.exports' };
