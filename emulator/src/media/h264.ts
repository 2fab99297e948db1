import { createHash } from "node:crypto";

/** Width and height in pixels: one macroblock. */
export const PICTURE_SIZE = 16;

const LUMA_SAMPLES = 256;
const CHROMA_SAMPLES = 64;
/** Samples of limited range: 16 is black, or the least of a colour (ITU-R BT.601). Never 0, see `unit`. */
const DARKEST = 16;
const LUMA_LEVELS = 220;
const CHROMA_LEVELS = 225;

/** ue(v), which writes se(v) of 0 as well (ITU-T H.264 section 9.1). */
function expGolomb(value: number): string {
  const code = (value + 1).toString(2);
  return code.padStart(code.length * 2 - 1, "0");
}

const ZERO = expGolomb(0);
const STOP = "1";

function bytesOf(bits: string): Buffer {
  const bytes = bits.match(/.{1,8}/g) ?? [];
  return Buffer.from(bytes.map((byte) => parseInt(byte.padEnd(8, "0"), 2)));
}

/** A NAL unit. Nothing here has two zero bytes in a row, so no emulation prevention byte is due (section 7.4.1). */
function unit(header: number, ...payload: readonly Buffer[]): Buffer {
  return Buffer.concat([Buffer.from([header]), ...payload]);
}

/** Constrained baseline, level 1 (section 7.3.2.1.1). */
export const SEQUENCE_PARAMETERS = unit(
  0x67,
  Buffer.from([66, 0xc0, 10]),
  bytesOf(
    [
      ZERO, // seq_parameter_set_id
      ZERO, // log2_max_frame_num_minus4
      expGolomb(2), // pic_order_cnt_type: output order is decoding order
      ZERO, // max_num_ref_frames
      "0", // gaps_in_frame_num_value_allowed_flag
      ZERO, // pic_width_in_mbs_minus1
      ZERO, // pic_height_in_map_units_minus1
      "1", // frame_mbs_only_flag
      "1", // direct_8x8_inference_flag
      "0", // frame_cropping_flag
      "0", // vui_parameters_present_flag
      STOP,
    ].join(""),
  ),
);

/** Section 7.3.2.2. */
export const PICTURE_PARAMETERS = unit(
  0x68,
  bytesOf(
    [
      ZERO, // pic_parameter_set_id
      ZERO, // seq_parameter_set_id
      "0", // entropy_coding_mode_flag
      "0", // bottom_field_pic_order_in_frame_present_flag
      ZERO, // num_slice_groups_minus1
      ZERO, // num_ref_idx_l0_default_active_minus1
      ZERO, // num_ref_idx_l1_default_active_minus1
      "0", // weighted_pred_flag
      "00", // weighted_bipred_idc
      ZERO, // pic_init_qp_minus26
      ZERO, // pic_init_qs_minus26
      ZERO, // chroma_qp_index_offset
      "0", // deblocking_filter_control_present_flag
      "0", // constrained_intra_pred_flag
      "0", // redundant_pic_cnt_present_flag
      STOP,
    ].join(""),
  ),
);

/** Stands before each picture in a transport stream: slices are of type I only (section 7.3.2.4). */
export const ACCESS_UNIT_DELIMITER = unit(0x09, bytesOf(`000${STOP}`));

/**
 * A whole picture in one colour: a slice with one I_PCM macroblock, which holds its samples as they are
 * (sections 7.3.3 and 7.3.5).
 *
 * @param picture.index - neighbours in the stream differ in `idr_pic_id`, as they must
 * @param picture.seed - decides the colour
 */
export function flatPicture(picture: { readonly index: number; readonly seed: string }): Buffer {
  const hash = createHash("sha256").update(picture.seed).digest();
  const header = [
    ZERO, // first_mb_in_slice
    expGolomb(7), // slice_type: all slices of the picture are I
    ZERO, // pic_parameter_set_id
    "0000", // frame_num
    expGolomb(picture.index % 2), // idr_pic_id
    "0", // no_output_of_prior_pics_flag
    "0", // long_term_reference_flag
    ZERO, // slice_qp_delta
    expGolomb(25), // mb_type: I_PCM
  ];
  return unit(
    0x65,
    bytesOf(header.join("")),
    Buffer.alloc(LUMA_SAMPLES, DARKEST + (hash.readUInt8(0) % LUMA_LEVELS)),
    Buffer.alloc(CHROMA_SAMPLES, DARKEST + (hash.readUInt8(1) % CHROMA_LEVELS)),
    Buffer.alloc(CHROMA_SAMPLES, DARKEST + (hash.readUInt8(2) % CHROMA_LEVELS)),
    bytesOf(STOP),
  );
}
