/** A parser of HTTP/1.1 messages (RFC 9112), fed as the bytes come. All it knows between two pieces is data. */
const LF = 10;
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
const REQUEST_LINE = /^([^ ]*) ([^ ]+) HTTP\/(\d)\.(\d)$/;
const STATUS_LINE = /^HTTP\/(\d)\.(\d) (\d{3})(?: (.*))?$/;

function failure(code, reason) {
  return Object.assign(new Error(`Parse Error: ${reason}`), { code, reason, bytesParsed: 0 });
}

/** `on` gets `head(message)`, which says what follows: 'body', 'none' or 'tunnel'; `body(chunk)`; `ended(trailers)`. */
export class Parser {
  #state = 'start';
  #line = '';
  #head = null;
  #left = 0;
  #headBytes = 0;
  constructor(kind, on, { methods, maxHeaderSize = 16_384 } = {}) {
    this.kind = kind;
    this.on = on;
    this.methods = methods;
    this.maxHeaderSize = maxHeaderSize;
  }
  get isIdle() {
    return this.#state === 'start' && this.#line === '';
  }

  /** The bytes after the message where a tunnel begins, else undefined. @throws what is wrong with the message */
  feed(bytes) {
    let at = 0;
    while (at < bytes.length) {
      if (this.#state === 'tunnel') return bytes.subarray(at);
      if (this.#state === 'data' || this.#state === 'chunk') at = this.#take(bytes, at);
      else if (this.#state === 'rest') {
        this.on.body(bytes.subarray(at));
        return undefined;
      } else at = this.#gather(bytes, at);
    }
    return this.#state === 'tunnel' ? bytes.subarray(at) : undefined;
  }

  /** The connection has ended. @throws where that is in the middle of a message */
  finish() {
    if (this.#state === 'rest') this.#end([]);
    else if (!this.isIdle && this.#state !== 'tunnel')
      throw failure('HPE_INVALID_EOF_STATE', 'Invalid EOF state');
  }

  #take(bytes, at) {
    const piece = bytes.subarray(at, at + this.#left);
    this.#left -= piece.length;
    const isWhole = this.#left === 0;
    const wasChunk = this.#state === 'chunk';
    if (isWhole) this.#state = wasChunk ? 'chunk end' : 'start';
    this.on.body(piece);
    if (isWhole && !wasChunk) this.#end([]);
    return at + piece.length;
  }
  #gather(bytes, at) {
    const end = bytes.indexOf(LF, at);
    this.#line += bytes.latin1Slice(at, end < 0 ? bytes.length : end);
    if (this.#head !== null || this.#state === 'start') {
      this.#headBytes += (end < 0 ? bytes.length : end + 1) - at;
      if (this.#headBytes > this.maxHeaderSize) throw failure('HPE_HEADER_OVERFLOW', 'Header overflow');
    }
    if (end < 0) {
      if (this.#state === 'start') this.#checkStart();
      return bytes.length;
    }
    const line = this.#line.endsWith('\r') ? this.#line.slice(0, -1) : this.#line;
    this.#line = '';
    this.#takeLine(line);
    return end + 1;
  }
  /** What cannot become a message is refused before its line ends. */
  #checkStart() {
    if (this.kind === 'request' && this.#line !== '\r' && !/^[A-Z-]{0,20}(?: |$)/.test(this.#line))
      throw failure('HPE_INVALID_METHOD', 'Invalid method encountered');
  }
  #takeLine(line) {
    switch (this.#state) {
      case 'start':
        if (line !== '') this.#begin(line);
        break;
      case 'headers':
        if (line === '') this.#headEnd();
        else this.#header(line);
        break;
      case 'size':
        this.#chunk(line);
        break;
      case 'chunk end':
        if (line !== '') throw failure('HPE_STRICT', 'Expected LF after chunk data');
        this.#state = 'size';
        break;
      case 'trailers':
        if (line === '') this.#end(this.#head.rawHeaders);
        else this.#header(line);
    }
  }
  #begin(line) {
    this.#state = 'headers';
    if (this.kind === 'response') {
      const found = STATUS_LINE.exec(line);
      if (!found)
        throw line.startsWith('HTTP/')
          ? failure('HPE_INVALID_STATUS', 'Invalid status code')
          : failure('HPE_INVALID_CONSTANT', 'Expected HTTP/, RTSP/ or ICE/');
      const [, major, minor, status, message = ''] = found;
      this.#head = {
        major: +major,
        minor: +minor,
        statusCode: +status,
        statusMessage: message,
        rawHeaders: [],
      };
      return;
    }
    const found = REQUEST_LINE.exec(line);
    const method = line.split(' ', 1)[0];
    if (!this.methods.has(method)) throw failure('HPE_INVALID_METHOD', 'Invalid method encountered');
    if (!found) throw failure('HPE_INVALID_CONSTANT', 'Expected HTTP/');
    const [, , url, major, minor] = found;
    if (major !== '1') throw failure('HPE_INVALID_VERSION', 'Invalid HTTP version');
    this.#head = { major: +major, minor: +minor, method, url, rawHeaders: [] };
  }
  #header(line) {
    const { rawHeaders } = this.#head;
    if (/^[ \t]/.test(line) && rawHeaders.length > 0) {
      rawHeaders[rawHeaders.length - 1] += ` ${line.trim()}`;
      return;
    }
    const colon = line.indexOf(':');
    const name = line.slice(0, colon);
    if (colon <= 0 || !TOKEN.test(name)) throw failure('HPE_INVALID_HEADER_TOKEN', 'Invalid header token');
    const value = line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, '');
    if (!VALUE.test(value)) throw failure('HPE_INVALID_HEADER_TOKEN', 'Invalid header value char');
    rawHeaders.push(name, value);
  }
  #headEnd() {
    const head = this.#head;
    this.#headBytes = 0;
    const framing = framingOf(head);
    const follows = this.on.head({ ...head, ...framing });
    if (follows === 'tunnel') {
      this.#state = 'tunnel';
      this.#head = null;
      return;
    }
    if (follows === 'none') this.#end([]);
    else if (framing.isChunked) this.#state = 'size';
    else if (framing.length > 0) {
      this.#state = 'data';
      this.#left = framing.length;
    } else if (framing.length === 0 || this.kind === 'request') this.#end([]);
    else this.#state = 'rest';
  }
  #chunk(line) {
    const size = /^([0-9a-fA-F]+)[ \t]*(?:;.*)?$/.exec(line)?.[1];
    if (size === undefined) throw failure('HPE_INVALID_CHUNK_SIZE', 'Invalid character in chunk size');
    this.#left = Number.parseInt(size, 16);
    if (this.#left === 0) {
      this.#state = 'trailers';
      this.#head.rawHeaders = [];
    } else this.#state = 'chunk';
  }
  #end(trailers) {
    this.#state = 'start';
    this.#head = null;
    this.on.ended(trailers);
  }
}

/** How long the body is, and whether the connection goes on after it. */
function framingOf({ major, minor, rawHeaders }) {
  let length;
  let isChunked = false;
  let connection = '';
  let upgrade = false;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const value = rawHeaders[i + 1];
    switch (rawHeaders[i].toLowerCase()) {
      case 'content-length':
        if (!/^\d+$/.test(value))
          throw failure('HPE_INVALID_CONTENT_LENGTH', 'Invalid character in Content-Length');
        if (length !== undefined && length !== Number(value))
          throw failure('HPE_UNEXPECTED_CONTENT_LENGTH', 'Content-Length already present');
        length = Number(value);
        break;
      case 'transfer-encoding':
        isChunked = /(?:^|,)\s*chunked$/i.test(value);
        break;
      case 'connection':
        connection += `,${value.toLowerCase()}`;
        break;
      case 'upgrade':
        upgrade = true;
    }
  }
  if (isChunked && length !== undefined)
    throw failure('HPE_INVALID_TRANSFER_ENCODING', "Transfer-Encoding can't be present with Content-Length");
  const options = connection.split(',').map((option) => option.trim());
  const isModern = major === 1 && minor === 1;
  const shouldKeepAlive = isModern ? !options.includes('close') : options.includes('keep-alive');
  return { length, isChunked, shouldKeepAlive, upgrade: upgrade && options.includes('upgrade') };
}
