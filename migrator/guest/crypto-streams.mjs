/** Hashes, ciphers and signatures that are streams: over those of the runtime, which move in the middle of their work. */
import crypto from 'node:crypto';
import { Transform, Writable } from './stream.mjs';

/** Before they are replaced. */
const inner = {
  Hash: crypto.Hash,
  createHash: crypto.createHash,
  createHmac: crypto.createHmac,
  createCipheriv: crypto.createCipheriv,
  createDecipheriv: crypto.createDecipheriv,
  createSign: crypto.createSign,
  createVerify: crypto.createVerify,
};

/** A stream only when it is used as one, as in Node: most are not. */
function lazily(target, options) {
  Object.defineProperty(target, '_options', { value: options, writable: true, configurable: true });
}
function LazyTransform(options) {
  lazily(this, options);
}
Object.setPrototypeOf(LazyTransform.prototype, Transform.prototype);
Object.setPrototypeOf(LazyTransform, Transform);
function LazyWritable(options) {
  lazily(this, options);
}
Object.setPrototypeOf(LazyWritable.prototype, Writable.prototype);
Object.setPrototypeOf(LazyWritable, Writable);

function stateful(Lazy, Base, names) {
  for (const name of names)
    Object.defineProperty(Lazy.prototype, name, {
      get() {
        Base.call(this, this._options);
        this._writableState.decodeStrings = false;
        return this[name];
      },
      set(value) {
        Object.defineProperty(this, name, { value, writable: true, enumerable: true, configurable: true });
      },
      configurable: true,
    });
}
stateful(LazyTransform, Transform, ['_readableState', '_writableState']);
stateful(LazyWritable, Writable, ['_writableState']);

const hold = (stream, held) => Object.defineProperty(stream, 'inner', { value: held });

export class Hash extends LazyTransform {
  constructor(algorithm, options) {
    super(options);
    hold(this, algorithm instanceof inner.Hash ? algorithm : inner.createHash(algorithm, options));
  }
  copy(options) {
    return new Hash(this.inner.copy(options), options);
  }
  update(data, encoding) {
    this.inner.update(data, encoding);
    return this;
  }
  digest(encoding) {
    return this.inner.digest(encoding);
  }
  _transform(chunk, encoding, done) {
    this.inner.update(chunk, encoding);
    done();
  }
  _flush(done) {
    this.push(this.inner.digest());
    done();
  }
}

export class Hmac extends LazyTransform {
  constructor(algorithm, key, options) {
    super(options);
    hold(this, inner.createHmac(algorithm, key, options));
  }
  update(data, encoding) {
    this.inner.update(data, encoding);
    return this;
  }
  digest(encoding) {
    return this.inner.digest(encoding);
  }
}
Object.assign(Hmac.prototype, { _transform: Hash.prototype._transform, _flush: Hash.prototype._flush });

class Ciphering extends LazyTransform {
  update(data, from, to) {
    return this.inner.update(data, from, to);
  }
  final(encoding) {
    return this.inner.final(encoding);
  }
  setAutoPadding(isOn) {
    this.inner.setAutoPadding(isOn);
    return this;
  }
  setAAD(data, options) {
    this.inner.setAAD(data, options);
    return this;
  }
  _transform(chunk, encoding, done) {
    this.push(this.inner.update(chunk, encoding));
    done();
  }
  _flush(done) {
    try {
      this.push(this.inner.final());
    } catch (error) {
      done(error);
      return;
    }
    done();
  }
}
export class Cipheriv extends Ciphering {
  constructor(cipher, key, iv, options) {
    super(options);
    hold(this, inner.createCipheriv(cipher, key, iv, options));
  }
  getAuthTag() {
    return this.inner.getAuthTag();
  }
}
export class Decipheriv extends Ciphering {
  constructor(cipher, key, iv, options) {
    super(options);
    hold(this, inner.createDecipheriv(cipher, key, iv, options));
  }
  setAuthTag(tag, encoding) {
    this.inner.setAuthTag(tag, encoding);
    return this;
  }
}

class Signing extends LazyWritable {
  update(data, encoding) {
    this.inner.update(data, encoding);
    return this;
  }
  _write(chunk, encoding, done) {
    this.inner.update(chunk, encoding);
    done();
  }
}
export class Sign extends Signing {
  constructor(algorithm, options) {
    super(options);
    hold(this, inner.createSign(algorithm, options));
  }
  sign(key, encoding) {
    return this.inner.sign(key, encoding);
  }
}
export class Verify extends Signing {
  constructor(algorithm, options) {
    super(options);
    hold(this, inner.createVerify(algorithm, options));
  }
  verify(key, signature, encoding) {
    return this.inner.verify(key, signature, encoding);
  }
}

export const createHash = (algorithm, options) => new Hash(algorithm, options);
export const createHmac = (algorithm, key, options) => new Hmac(algorithm, key, options);
export const createCipheriv = (cipher, key, iv, options) => new Cipheriv(cipher, key, iv, options);
export const createDecipheriv = (cipher, key, iv, options) => new Decipheriv(cipher, key, iv, options);
export const createSign = (algorithm, options) => new Sign(algorithm, options);
export const createVerify = (algorithm, options) => new Verify(algorithm, options);
