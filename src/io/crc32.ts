// The checksum of zip archives (CRC-32, polynomial 0xEDB88320), four bytes at a time.
// Slicing: M. Kounavis, F. Berry, "A Systematic Approach to Building High Performance, Software-based,
// CRC generators", 2005.

function makeTables(): readonly Uint32Array[] {
  const tables = [0, 1, 2, 3].map(() => new Uint32Array(256));
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
    tables[0]![byte] = crc;
  }
  for (let byte = 0; byte < 256; byte++) {
    for (let k = 1; k < 4; k++) {
      const before = tables[k - 1]![byte]!;
      tables[k]![byte] = tables[0]![before & 0xff]! ^ (before >>> 8);
    }
  }
  return tables;
}

let tables: readonly Uint32Array[] | null = null;

/** The checksum of `bytes`, going on from the checksum of what came before. */
export function crc32(bytes: Uint8Array, before = 0): number {
  tables ??= makeTables();
  const [one, two, three, four] = tables as [Uint32Array, Uint32Array, Uint32Array, Uint32Array];
  let crc = ~before;
  const whole = bytes.length & ~3;
  for (let i = 0; i < whole; i += 4) {
    crc ^= bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
    crc =
      four[crc & 0xff]! ^ three[(crc >>> 8) & 0xff]! ^ two[(crc >>> 16) & 0xff]! ^ one[crc >>> 24]!;
  }
  for (let i = whole; i < bytes.length; i++) crc = one[(crc ^ bytes[i]!) & 0xff]! ^ (crc >>> 8);
  return ~crc >>> 0;
}
