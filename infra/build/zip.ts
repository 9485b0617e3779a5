/**
 * The part of ZIP that Lambda reads (APPNOTE.TXT 4.3): deflated files, no folders, no ZIP64. Equal content gives equal bytes,
 * whenever and wherever it was packed, so a deployment updates only the functions that changed.
 */
import { crc32, deflateRawSync } from "node:zlib";

export interface ZipEntry {
  /** With `/`, relative to the task's root. */
  readonly path: string;
  readonly content: Uint8Array;
}

const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END_OF_CENTRAL = 0x06054b50;
const VERSION_2_0 = 20;
const MADE_BY_UNIX = (3 << 8) | VERSION_2_0;
const NAME_IS_UTF8 = 0x0800;
const DEFLATE = 8;
/** 1980-01-01, where the format's time begins. */
const DATE = 0x0021;
/** A plain file that everyone may read: Lambda runs as another user than the one who unpacked. */
const MODE = 0o100644;

export function zip(entries: readonly ZipEntry[]): Uint8Array {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { path, content } of entries) {
    const name = Buffer.from(path, "utf8");
    const data = deflateRawSync(content, { level: 9 });
    const common = commonFields(name, content, data);

    const local = Buffer.alloc(4);
    local.writeUInt32LE(LOCAL_HEADER);
    files.push(local, common, name, data);

    const head = Buffer.alloc(6);
    head.writeUInt32LE(CENTRAL_HEADER);
    head.writeUInt16LE(MADE_BY_UNIX, 4);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(MODE * 0x10000, 6);
    tail.writeUInt32LE(offset, 10);
    directory.push(head, common, tail, name);

    offset += local.length + common.length + name.length + data.length;
  }
  return Buffer.concat([...files, ...directory, endRecord(entries.length, sizeOf(directory), offset)]);
}

/** The 26 bytes that stand both before a file and in the directory. */
function commonFields(name: Buffer, content: Uint8Array, data: Buffer): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(VERSION_2_0, 0);
  fields.writeUInt16LE(NAME_IS_UTF8, 2);
  fields.writeUInt16LE(DEFLATE, 4);
  fields.writeUInt16LE(DATE, 8);
  fields.writeUInt32LE(crc32(content), 10);
  fields.writeUInt32LE(data.length, 14);
  fields.writeUInt32LE(content.length, 18);
  fields.writeUInt16LE(name.length, 22);
  return fields;
}

function endRecord(count: number, directoryBytes: number, directoryOffset: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END_OF_CENTRAL);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(directoryBytes, 12);
  end.writeUInt32LE(directoryOffset, 16);
  return end;
}

function sizeOf(buffers: readonly Buffer[]): number {
  return buffers.reduce((sum, { length }) => sum + length, 0);
}
