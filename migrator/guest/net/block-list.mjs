/** `net.BlockList` and `net.SocketAddress`: rules that are data. */
import home from '../home.cjs';

/** An address as a number, an IPv4 address within IPv6 as itself. */
function numberOf(address, family) {
  if (family === 'ipv4') return address.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
  const plain = address.split('%')[0];
  const dotted = /(\d+\.\d+\.\d+\.\d+)$/.exec(plain)?.[1];
  const text = dotted ? plain.slice(0, -dotted.length) + hexOf(dotted) : plain;
  const [head, tail] = text.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const parts =
    tail === undefined ? head : [...head, ...new Array(8 - head.length - tail.length).fill('0'), ...tail];
  return parts.reduce((sum, part) => sum * 65536n + BigInt(`0x${part || '0'}`), 0n);
}
const hexOf = (dotted) => {
  const number = numberOf(dotted, 'ipv4');
  return `${(number >> 16n).toString(16)}:${(number & 0xffffn).toString(16)}`;
};
const MAPPED = 0xffffn << 32n;

function checked(address, family, name = 'address') {
  if (address instanceof SocketAddress)
    return {
      value: numberOf(address.address, address.family),
      family: address.family,
      address: address.address,
    };
  home.validateString(address, name);
  home.validateString(family, 'family');
  const lower = family.toLowerCase();
  if (lower !== 'ipv4' && lower !== 'ipv6') throw home.nodeError('ERR_INVALID_ARG_VALUE', 'family', family);
  if (!(lower === 'ipv4' ? home.isIPv4(address) : home.isIPv6(address)))
    throw home.nodeError('ERR_INVALID_ADDRESS');
  return { value: numberOf(address, lower), family: lower, address };
}

export class SocketAddress {
  constructor(options = {}) {
    home.validateObject(options, 'options');
    const { family = 'ipv4', port = 0, flowlabel = 0 } = options;
    const { address = family === 'ipv6' ? '::' : '127.0.0.1' } = options;
    const { family: known } = checked(address, family, 'options.address');
    for (const [name, value] of Object.entries({ address, port, family: known, flowlabel }))
      Object.defineProperty(this, name, { value });
  }
  toJSON() {
    const { address, port, family, flowlabel } = this;
    return { address, port, family, flowlabel };
  }
}

export class BlockList {
  #rules = [];
  addAddress(address, family = 'ipv4') {
    const at = checked(address, family);
    this.#add(at.family, at.value, at.value, `Address: ${shown(at.family)} ${at.address}`);
  }
  addRange(start, end, family = 'ipv4') {
    const from = checked(start, family, 'start');
    const to = checked(end, family, 'end');
    if (from.value > to.value)
      throw home.nodeError('ERR_INVALID_ARG_VALUE', 'start', start, `must come before ${end}`);
    this.#add(
      from.family,
      from.value,
      to.value,
      `Range: ${shown(from.family)} ${from.address}-${to.address}`,
    );
  }
  addSubnet(network, prefix, family = 'ipv4') {
    const at = checked(network, family, 'network');
    const bits = at.family === 'ipv4' ? 32 : 128;
    home.validateInteger(prefix, 'prefix', 0, bits);
    const size = 1n << BigInt(bits - prefix);
    const first = (at.value / size) * size;
    this.#add(at.family, first, first + size - 1n, `Subnet: ${shown(at.family)} ${at.address}/${prefix}`);
  }
  #add(family, from, to, rule) {
    this.#rules.unshift({ family, from, to, rule });
  }
  check(address, family = 'ipv4') {
    if (!(address instanceof SocketAddress)) {
      home.validateString(address, 'address');
      home.validateString(family, 'family');
      if (!(family.toLowerCase() === 'ipv6' ? home.isIPv6(address) : home.isIPv4(address))) return false;
    }
    const at = checked(address, family);
    return this.#rules.some(({ family: its, from, to }) => {
      if (its === at.family) return at.value >= from && at.value <= to;
      const value =
        its === 'ipv6' ? at.value | MAPPED : at.value >> 32n === 0xffffn ? at.value & 0xffffffffn : -1n;
      return value >= from && value <= to;
    });
  }
  get rules() {
    return this.#rules.map(({ rule }) => rule);
  }
}
const shown = (family) => (family === 'ipv4' ? 'IPv4' : 'IPv6');
