/** The two platform classes that pure code needs and that neither ES2023 nor our `types: []` declares. */
declare class TextEncoder {
  encode(text: string): Uint8Array;
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean });
  decode(bytes: Uint8Array): string;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });
// A guest may replace the methods.
const encode = encoder.encode.bind(encoder);
const decode = decoder.decode.bind(decoder);

export const utf8Encode = (text: string): Uint8Array => encode(text);

/** @throws TypeError where the bytes are not UTF-8 */
export const utf8Decode = (bytes: Uint8Array): string => decode(bytes);
