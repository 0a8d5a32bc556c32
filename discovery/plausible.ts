/** Of a DNS message: a header, then so many questions and records as it says. RFC 1035, section 4.1. */
const HEADER_BYTES = 12;
const COUNTS_AT = 4;
/** A name of one byte, type and class; of a record also time to live and length. */
const LEAST_QUESTION_BYTES = 5;
const LEAST_RECORD_BYTES = 11;

/**
 * Whether a message can hold as many records as it says. The library that reads it believes the number: a small packet that says 65,535
 * would cost a second and 50 MB.
 */
export function isPlausible(message: Uint8Array): boolean {
  if (message.length < HEADER_BYTES) return false;
  const view = new DataView(message.buffer, message.byteOffset, message.length);
  const [questions, ...records] = [0, 2, 4, 6].map((at) => view.getUint16(COUNTS_AT + at)) as [
    number,
    ...number[],
  ];
  const least = records.reduce(
    (sum, count) => sum + count * LEAST_RECORD_BYTES,
    questions * LEAST_QUESTION_BYTES,
  );
  return message.length >= HEADER_BYTES + least;
}
