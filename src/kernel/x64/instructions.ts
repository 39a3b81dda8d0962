// The instruction table: every instruction that kernels are made of, in the notation of Intel's Software
// Developer's Manual, volume 2. Only what is emitted stands here. Data only; rows.ts reads it.
//
// A row with `V` stands for the three vector lengths of EVEX (or the two of VEX): `V` is the register of
// that length and `mV` memory of it; `H`, `Q` and `E` are registers of a half, a quarter and an eighth
// (never shorter than xmm), `mH`, `mQ` and `mE` memory of exactly that size. A third column names the tuple type
// where one-byte displacements count in something else than the operand's size.

import { InternalError } from "../../memory/errors.js";
import { vexGroups } from "./instructions-vex.js";
import {
  hasMemory,
  type InstructionRow,
  isOfAllLengths,
  isOfAvx512,
  lengthOf,
  parseRow,
  takesKinds,
} from "./rows.js";

/** General registers: addresses, counts, flags. */
const general = `
MOV r64, r64/m64 | REX.W + 8B /r
LEA r64, m64 | REX.W + 8D /r
MOV m64, r64 | REX.W + 89 /r
MOV r32, r32/m32 | 8B /r
MOV m32, r32 | 89 /r
MOV m16, r16 | 66 89 /r
MOV m8, r8 | 88 /r
MOVZX r32, m16 | 0F B7 /r
MOVZX r32, m8 | 0F B6 /r
MOV r32, imm32 | B8+rd id
MOV r64, imm64 | REX.W + B8+rd io
LEA r64, m64 | REX.W + 8D /r
ADD r64, imm8 | REX.W + 83 /0 ib
ADD r64, imm32 | REX.W + 81 /0 id
ADD r64, r64/m64 | REX.W + 03 /r
OR m64, imm32 | REX.W + 81 /1 id
SUB r64, imm8 | REX.W + 83 /5 ib
SUB r64, r64/m64 | REX.W + 2B /r
SUB r64, imm32 | REX.W + 81 /5 id
AND r64, imm32 | REX.W + 81 /4 id
NEG r64 | REX.W + F7 /3
SHR r64, imm8 | REX.W + C1 /5 ib
DEC r64 | REX.W + FF /1
CMP r64, r64/m64 | REX.W + 3B /r
CMP r64, imm8 | REX.W + 83 /7 ib
TEST r64/m64, r64 | REX.W + 85 /r
XOR r32, r32/m32 | 33 /r
IMUL r64, r64/m64 | REX.W + 0F AF /r
IMUL r64, r64/m64, imm8 | REX.W + 6B /r ib
POPCNT r64, r64/m64 | F3 REX.W 0F B8 /r
TZCNT r64, r64/m64 | F3 REX.W 0F BC /r
BZHI r64, r64/m64, r64 | VEX.LZ.0F38.W1 F5 /r
BLSR r64, r64/m64 | VEX.LZ.0F38.W1 F3 /1
MOVSXD r64, m32 | REX.W + 63 /r
PUSH r64 | 50+rd
POP r64 | 58+rd
RET | C3
SFENCE | 0F AE F8
CPUID | 0F A2
XGETBV | 0F 01 D0
VZEROUPPER | VEX.128.0F.WIG 77
VCVTTSD2SI r64, xmm1/m64 | VEX.LIG.F2.0F.W1 2C /r
`;

/** Opmask registers. */
const opmask = `
KMOVQ k1, r64 | VEX.L0.F2.0F.W1 92 /r
KANDQ k1, k2, k3 | VEX.L1.0F.W1 41 /r
KORQ k1, k2, k3 | VEX.L1.0F.W1 45 /r
KXORQ k1, k2, k3 | VEX.L1.0F.W1 47 /r
KXNORQ k1, k2, k3 | VEX.L1.0F.W1 46 /r
KANDNQ k1, k2, k3 | VEX.L1.0F.W1 42 /r
KNOTQ k1, k2 | VEX.L0.0F.W1 44 /r
KORTESTQ k1, k2 | VEX.L0.0F.W1 98 /r
KSHIFTRQ k1, k2, imm8 | VEX.L0.66.0F3A.W1 31 /r ib
KSHIFTLQ k1, k2, imm8 | VEX.L0.66.0F3A.W1 33 /r ib
KMOVQ r64, k1 | VEX.L0.F2.0F.W1 93 /r
KMOVQ k1, k2/m64 | VEX.L0.0F.W1 90 /r
KMOVQ m64, k1 | VEX.L0.0F.W1 91 /r
`;

/** Loads, stores, repeated elements. */
const moves = `
VMOVDQU8 V1{k1}{z}, V2/mV | EVEX.VL.F2.0F.W0 6F /r
VMOVDQU8 mV{k1}, V1 | EVEX.VL.F2.0F.W0 7F /r
VMOVDQU16 V1{k1}{z}, V2/mV | EVEX.VL.F2.0F.W1 6F /r
VMOVDQU16 mV{k1}, V1 | EVEX.VL.F2.0F.W1 7F /r
VMOVDQU32 V1{k1}{z}, V2/mV | EVEX.VL.F3.0F.W0 6F /r
VMOVDQU32 mV{k1}, V1 | EVEX.VL.F3.0F.W0 7F /r
VMOVDQU64 V1{k1}{z}, V2/mV | EVEX.VL.F3.0F.W1 6F /r
VMOVDQU64 mV{k1}, V1 | EVEX.VL.F3.0F.W1 7F /r
VMOVD m32, xmm1 | EVEX.128.66.0F.W0 7E /r
VMOVQ xmm1, m64 | EVEX.128.66.0F.W1 6E /r
VMOVQ m64, xmm1 | EVEX.128.66.0F.W1 7E /r
VMOVNTDQ mV, V1 | EVEX.VL.66.0F.W0 E7 /r
VPBROADCASTB V1{k1}{z}, xmm2/m8 | EVEX.VL.66.0F38.W0 78 /r
VPBROADCASTW V1{k1}{z}, xmm2/m16 | EVEX.VL.66.0F38.W0 79 /r
VPBROADCASTD V1{k1}{z}, xmm2/m32 | EVEX.VL.66.0F38.W0 58 /r
VPBROADCASTQ V1{k1}{z}, xmm2/m64 | EVEX.VL.66.0F38.W1 59 /r
VPGATHERQQ V1{k1}, vm64V | EVEX.VL.66.0F38.W1 91 /r
VPGATHERDD V1{k1}, vm32V | EVEX.VL.66.0F38.W0 90 /r
VPERMT2W V1{k1}{z}, V2, V3/mV | EVEX.VL.66.0F38.W1 7D /r
VPERMW V1{k1}{z}, V2, V3/mV | EVEX.VL.66.0F38.W1 8D /r
VPERMD ymm1{k1}{z}, ymm2, ymm3/m256/m32bcst | EVEX.256.66.0F38.W0 36 /r
VPERMD zmm1{k1}{z}, zmm2, zmm3/m512/m32bcst | EVEX.512.66.0F38.W0 36 /r
VPERMQ ymm1{k1}{z}, ymm2, ymm3/m256/m64bcst | EVEX.256.66.0F38.W1 36 /r
VPERMQ zmm1{k1}{z}, zmm2, zmm3/m512/m64bcst | EVEX.512.66.0F38.W1 36 /r
VPINSRB xmm1, xmm2, m8, imm8 | EVEX.128.66.0F3A.WIG 20 /r ib
VPINSRW xmm1, xmm2, m16, imm8 | EVEX.128.66.0F.WIG C4 /r ib
VPINSRD xmm1, xmm2, m32, imm8 | EVEX.128.66.0F3A.W0 22 /r ib
VPINSRQ xmm1, xmm2, m64, imm8 | EVEX.128.66.0F3A.W1 22 /r ib
VPEXTRB m8, xmm1, imm8 | EVEX.128.66.0F3A.WIG 14 /r ib
VPEXTRW m16, xmm1, imm8 | EVEX.128.66.0F3A.WIG 15 /r ib
VPEXTRD m32, xmm1, imm8 | EVEX.128.66.0F3A.W0 16 /r ib
VPEXTRQ m64, xmm1, imm8 | EVEX.128.66.0F3A.W1 16 /r ib
VINSERTI32X4 ymm1{k1}{z}, ymm2, xmm3/m128, imm8 | EVEX.256.66.0F3A.W0 38 /r ib
VPCOMPRESSD zmm1/m512{k1}{z}, zmm2 | EVEX.512.66.0F38.W0 8B /r | T1S
VPCOMPRESSQ zmm1/m512{k1}{z}, zmm2 | EVEX.512.66.0F38.W1 8B /r | T1S
VPERMT2PD V1{k1}{z}, V2, V3/mV/m64bcst | EVEX.VL.66.0F38.W1 7F /r
VPERMT2PS V1{k1}{z}, V2, V3/mV/m32bcst | EVEX.VL.66.0F38.W0 7F /r
VINSERTI64X4 zmm1{k1}{z}, zmm2, ymm3/m256, imm8 | EVEX.512.66.0F3A.W1 3A /r ib
VEXTRACTI64X4 ymm1/m256{k1}{z}, zmm2, imm8 | EVEX.512.66.0F3A.W1 3B /r ib
VEXTRACTI32X4 xmm1/m128{k1}{z}, ymm2, imm8 | EVEX.256.66.0F3A.W0 39 /r ib
VPSRLDQ V1, V2/mV, imm8 | EVEX.VL.66.0F.WIG 73 /3 ib
VPSHUFB V1{k1}{z}, V2, V3/mV | EVEX.VL.66.0F38.WIG 00 /r
`;

/** Floating point. */
const floats = `
VADDPD V1{k1}{z}, V2, V3/mV/m64bcst | EVEX.VL.66.0F.W1 58 /r
VADDPS V1{k1}{z}, V2, V3/mV/m32bcst | EVEX.VL.0F.W0 58 /r
VSUBPD V1{k1}{z}, V2, V3/mV/m64bcst | EVEX.VL.66.0F.W1 5C /r
VSUBPS V1{k1}{z}, V2, V3/mV/m32bcst | EVEX.VL.0F.W0 5C /r
VMULPD V1{k1}{z}, V2, V3/mV/m64bcst | EVEX.VL.66.0F.W1 59 /r
VMULPS V1{k1}{z}, V2, V3/mV/m32bcst | EVEX.VL.0F.W0 59 /r
VDIVPD V1{k1}{z}, V2, V3/mV/m64bcst | EVEX.VL.66.0F.W1 5E /r
VDIVPS V1{k1}{z}, V2, V3/mV/m32bcst | EVEX.VL.0F.W0 5E /r
VMULSD xmm1, xmm2, xmm3/m64 | VEX.LIG.F2.0F.WIG 59 /r
VMULSS xmm1, xmm2, xmm3/m32 | VEX.LIG.F3.0F.WIG 59 /r
VADDSD xmm1, xmm2, xmm3/m64 | VEX.LIG.F2.0F.WIG 58 /r
VADDSS xmm1, xmm2, xmm3/m32 | VEX.LIG.F3.0F.WIG 58 /r
VHADDPD xmm1, xmm2, xmm3/m128 | VEX.128.66.0F.WIG 7C /r
VHADDPD ymm1, ymm2, ymm3/m256 | VEX.256.66.0F.WIG 7C /r
VHADDPS xmm1, xmm2, xmm3/m128 | VEX.128.F2.0F.WIG 7C /r
VHADDPS ymm1, ymm2, ymm3/m256 | VEX.256.F2.0F.WIG 7C /r
VSQRTPD V1{k1}{z}, V2/mV/m64bcst | EVEX.VL.66.0F.W1 51 /r
VSQRTPS V1{k1}{z}, V2/mV/m32bcst | EVEX.VL.0F.W0 51 /r
VRANGEPD V1{k1}{z}, V2, V3/mV/m64bcst, imm8 | EVEX.VL.66.0F3A.W1 50 /r ib
VRANGEPS V1{k1}{z}, V2, V3/mV/m32bcst, imm8 | EVEX.VL.66.0F3A.W0 50 /r ib
VRNDSCALEPD V1{k1}{z}, V2/mV/m64bcst, imm8 | EVEX.VL.66.0F3A.W1 09 /r ib
VRNDSCALEPS V1{k1}{z}, V2/mV/m32bcst, imm8 | EVEX.VL.66.0F3A.W0 08 /r ib
VFMADD132PD V1{k1}{z}, V2, V3/mV/m64bcst | EVEX.VL.66.0F38.W1 98 /r
VFMADD132PS V1{k1}{z}, V2, V3/mV/m32bcst | EVEX.VL.66.0F38.W0 98 /r
VFMADD213PD V1{k1}{z}, V2, V3/mV/m64bcst | EVEX.VL.66.0F38.W1 A8 /r
VFMADD213PS V1{k1}{z}, V2, V3/mV/m32bcst | EVEX.VL.66.0F38.W0 A8 /r
VFMADD231PD V1{k1}{z}, V2, V3/mV/m64bcst | EVEX.VL.66.0F38.W1 B8 /r
VFMADD231PS V1{k1}{z}, V2, V3/mV/m32bcst | EVEX.VL.66.0F38.W0 B8 /r
VFNMADD132PD V1{k1}{z}, V2, V3/mV/m64bcst | EVEX.VL.66.0F38.W1 9C /r
VFNMADD132PS V1{k1}{z}, V2, V3/mV/m32bcst | EVEX.VL.66.0F38.W0 9C /r
VFNMADD213PD V1{k1}{z}, V2, V3/mV/m64bcst | EVEX.VL.66.0F38.W1 AC /r
VFNMADD213PS V1{k1}{z}, V2, V3/mV/m32bcst | EVEX.VL.66.0F38.W0 AC /r
VFNMADD231PD V1{k1}{z}, V2, V3/mV/m64bcst | EVEX.VL.66.0F38.W1 BC /r
VFNMADD231PS V1{k1}{z}, V2, V3/mV/m32bcst | EVEX.VL.66.0F38.W0 BC /r
VFMSUB132PD V1{k1}{z}, V2, V3/mV/m64bcst | EVEX.VL.66.0F38.W1 9A /r
VFMSUB132PS V1{k1}{z}, V2, V3/mV/m32bcst | EVEX.VL.66.0F38.W0 9A /r
VFMSUB213PD V1{k1}{z}, V2, V3/mV/m64bcst | EVEX.VL.66.0F38.W1 AA /r
VFMSUB213PS V1{k1}{z}, V2, V3/mV/m32bcst | EVEX.VL.66.0F38.W0 AA /r
VFMSUB231PD V1{k1}{z}, V2, V3/mV/m64bcst | EVEX.VL.66.0F38.W1 BA /r
VFMSUB231PS V1{k1}{z}, V2, V3/mV/m32bcst | EVEX.VL.66.0F38.W0 BA /r
VFNMSUB132PD V1{k1}{z}, V2, V3/mV/m64bcst | EVEX.VL.66.0F38.W1 9E /r
VFNMSUB132PS V1{k1}{z}, V2, V3/mV/m32bcst | EVEX.VL.66.0F38.W0 9E /r
VFNMSUB213PD V1{k1}{z}, V2, V3/mV/m64bcst | EVEX.VL.66.0F38.W1 AE /r
VFNMSUB213PS V1{k1}{z}, V2, V3/mV/m32bcst | EVEX.VL.66.0F38.W0 AE /r
VFNMSUB231PD V1{k1}{z}, V2, V3/mV/m64bcst | EVEX.VL.66.0F38.W1 BE /r
VFNMSUB231PS V1{k1}{z}, V2, V3/mV/m32bcst | EVEX.VL.66.0F38.W0 BE /r
VSCALEFPD V1{k1}{z}, V2, V3/mV/m64bcst | EVEX.VL.66.0F38.W1 2C /r
VSCALEFPS V1{k1}{z}, V2, V3/mV/m32bcst | EVEX.VL.66.0F38.W0 2C /r
VGETEXPPD V1{k1}{z}, V2/mV/m64bcst | EVEX.VL.66.0F38.W1 42 /r
VGETEXPPS V1{k1}{z}, V2/mV/m32bcst | EVEX.VL.66.0F38.W0 42 /r
VGETMANTPD V1{k1}{z}, V2/mV/m64bcst, imm8 | EVEX.VL.66.0F3A.W1 26 /r ib
VGETMANTPS V1{k1}{z}, V2/mV/m32bcst, imm8 | EVEX.VL.66.0F3A.W0 26 /r ib
VFPCLASSPD k1, V2, imm8 | EVEX.VL.66.0F3A.W1 66 /r ib
VFPCLASSPS k1, V2, imm8 | EVEX.VL.66.0F3A.W0 66 /r ib
VCMPPD k1, V2, V3/mV/m64bcst, imm8 | EVEX.VL.66.0F.W1 C2 /r ib
VCMPPS k1, V2, V3/mV/m32bcst, imm8 | EVEX.VL.0F.W0 C2 /r ib
`;

/** Integers. */
const integers = `
VPADDB V1{k1}{z}, V2, V3/mV | EVEX.VL.66.0F.WIG FC /r
VPADDW V1{k1}{z}, V2, V3/mV | EVEX.VL.66.0F.WIG FD /r
VPADDD V1{k1}{z}, V2, V3/mV/m32bcst | EVEX.VL.66.0F.W0 FE /r
VPADDQ V1{k1}{z}, V2, V3/mV/m64bcst | EVEX.VL.66.0F.W1 D4 /r
VPSUBB V1{k1}{z}, V2, V3/mV | EVEX.VL.66.0F.WIG F8 /r
VPSUBW V1{k1}{z}, V2, V3/mV | EVEX.VL.66.0F.WIG F9 /r
VPSUBD V1{k1}{z}, V2, V3/mV/m32bcst | EVEX.VL.66.0F.W0 FA /r
VPSUBQ V1{k1}{z}, V2, V3/mV/m64bcst | EVEX.VL.66.0F.W1 FB /r
VPMULLW V1{k1}{z}, V2, V3/mV | EVEX.VL.66.0F.WIG D5 /r
VPMULLD V1{k1}{z}, V2, V3/mV/m32bcst | EVEX.VL.66.0F38.W0 40 /r
VPMULLQ V1{k1}{z}, V2, V3/mV/m64bcst | EVEX.VL.66.0F38.W1 40 /r
VPABSB V1{k1}{z}, V2/mV | EVEX.VL.66.0F38.WIG 1C /r
VPABSW V1{k1}{z}, V2/mV | EVEX.VL.66.0F38.WIG 1D /r
VPABSD V1{k1}{z}, V2/mV/m32bcst | EVEX.VL.66.0F38.W0 1E /r
VPABSQ V1{k1}{z}, V2/mV/m64bcst | EVEX.VL.66.0F38.W1 1F /r
VPMINSB V1{k1}{z}, V2, V3/mV | EVEX.VL.66.0F38.WIG 38 /r
VPMINSW V1{k1}{z}, V2, V3/mV | EVEX.VL.66.0F.WIG EA /r
VPMINSD V1{k1}{z}, V2, V3/mV/m32bcst | EVEX.VL.66.0F38.W0 39 /r
VPMINSQ V1{k1}{z}, V2, V3/mV/m64bcst | EVEX.VL.66.0F38.W1 39 /r
VPMAXSB V1{k1}{z}, V2, V3/mV | EVEX.VL.66.0F38.WIG 3C /r
VPMAXSW V1{k1}{z}, V2, V3/mV | EVEX.VL.66.0F.WIG EE /r
VPMAXSD V1{k1}{z}, V2, V3/mV/m32bcst | EVEX.VL.66.0F38.W0 3D /r
VPMAXSQ V1{k1}{z}, V2, V3/mV/m64bcst | EVEX.VL.66.0F38.W1 3D /r
VPMINUB V1{k1}{z}, V2, V3/mV | EVEX.VL.66.0F.WIG DA /r
VPMINUW V1{k1}{z}, V2, V3/mV | EVEX.VL.66.0F38.WIG 3A /r
VPMINUD V1{k1}{z}, V2, V3/mV/m32bcst | EVEX.VL.66.0F38.W0 3B /r
VPMINUQ V1{k1}{z}, V2, V3/mV/m64bcst | EVEX.VL.66.0F38.W1 3B /r
VPMAXUB V1{k1}{z}, V2, V3/mV | EVEX.VL.66.0F.WIG DE /r
VPMAXUW V1{k1}{z}, V2, V3/mV | EVEX.VL.66.0F38.WIG 3E /r
VPMAXUD V1{k1}{z}, V2, V3/mV/m32bcst | EVEX.VL.66.0F38.W0 3F /r
VPMAXUQ V1{k1}{z}, V2, V3/mV/m64bcst | EVEX.VL.66.0F38.W1 3F /r
VPCMPB k1, V2, V3/mV, imm8 | EVEX.VL.66.0F3A.W0 3F /r ib
VPCMPW k1, V2, V3/mV, imm8 | EVEX.VL.66.0F3A.W1 3F /r ib
VPCMPD k1, V2, V3/mV/m32bcst, imm8 | EVEX.VL.66.0F3A.W0 1F /r ib
VPCMPQ k1, V2, V3/mV/m64bcst, imm8 | EVEX.VL.66.0F3A.W1 1F /r ib
VPCMPUB k1, V2, V3/mV, imm8 | EVEX.VL.66.0F3A.W0 3E /r ib
VPCMPUW k1, V2, V3/mV, imm8 | EVEX.VL.66.0F3A.W1 3E /r ib
VPCMPUD k1, V2, V3/mV/m32bcst, imm8 | EVEX.VL.66.0F3A.W0 1E /r ib
VPCMPUQ k1, V2, V3/mV/m64bcst, imm8 | EVEX.VL.66.0F3A.W1 1E /r ib
VPTESTMB k1, V2, V3/mV | EVEX.VL.66.0F38.W0 26 /r
VPTESTMW k1, V2, V3/mV | EVEX.VL.66.0F38.W1 26 /r
VPTESTMD k1, V2, V3/mV/m32bcst | EVEX.VL.66.0F38.W0 27 /r
VPTESTMQ k1, V2, V3/mV/m64bcst | EVEX.VL.66.0F38.W1 27 /r
VPANDQ V1{k1}{z}, V2, V3/mV/m64bcst | EVEX.VL.66.0F.W1 DB /r
VPORQ V1{k1}{z}, V2, V3/mV/m64bcst | EVEX.VL.66.0F.W1 EB /r
VPXORQ V1{k1}{z}, V2, V3/mV/m64bcst | EVEX.VL.66.0F.W1 EF /r
VPBLENDMB V1{k1}{z}, V2, V3/mV | EVEX.VL.66.0F38.W0 66 /r
VPBLENDMW V1{k1}{z}, V2, V3/mV | EVEX.VL.66.0F38.W1 66 /r
VPBLENDMD V1{k1}{z}, V2, V3/mV/m32bcst | EVEX.VL.66.0F38.W0 64 /r
VPBLENDMQ V1{k1}{z}, V2, V3/mV/m64bcst | EVEX.VL.66.0F38.W1 64 /r
VPSLLVW V1{k1}{z}, V2, V3/mV | EVEX.VL.66.0F38.W1 12 /r
VPSLLVD V1{k1}{z}, V2, V3/mV/m32bcst | EVEX.VL.66.0F38.W0 47 /r
VPSLLVQ V1{k1}{z}, V2, V3/mV/m64bcst | EVEX.VL.66.0F38.W1 47 /r
VPSRLVW V1{k1}{z}, V2, V3/mV | EVEX.VL.66.0F38.W1 10 /r
VPSRLVD V1{k1}{z}, V2, V3/mV/m32bcst | EVEX.VL.66.0F38.W0 45 /r
VPSRLVQ V1{k1}{z}, V2, V3/mV/m64bcst | EVEX.VL.66.0F38.W1 45 /r
VPSRAVW V1{k1}{z}, V2, V3/mV | EVEX.VL.66.0F38.W1 11 /r
VPSRAVD V1{k1}{z}, V2, V3/mV/m32bcst | EVEX.VL.66.0F38.W0 46 /r
VPSRAVQ V1{k1}{z}, V2, V3/mV/m64bcst | EVEX.VL.66.0F38.W1 46 /r
`;

/** Conversions between lane types. */
const conversions = `
VPMOVSXBW V1{k1}{z}, H2/mH | EVEX.VL.66.0F38.WIG 20 /r
VPMOVSXBD V1{k1}{z}, Q2/mQ | EVEX.VL.66.0F38.WIG 21 /r
VPMOVSXBQ V1{k1}{z}, E2/mE | EVEX.VL.66.0F38.WIG 22 /r
VPMOVSXWD V1{k1}{z}, H2/mH | EVEX.VL.66.0F38.WIG 23 /r
VPMOVSXWQ V1{k1}{z}, Q2/mQ | EVEX.VL.66.0F38.WIG 24 /r
VPMOVSXDQ V1{k1}{z}, H2/mH | EVEX.VL.66.0F38.W0 25 /r
VPMOVZXBW V1{k1}{z}, H2/mH | EVEX.VL.66.0F38.WIG 30 /r
VPMOVZXBD V1{k1}{z}, Q2/mQ | EVEX.VL.66.0F38.WIG 31 /r
VPMOVZXBQ V1{k1}{z}, E2/mE | EVEX.VL.66.0F38.WIG 32 /r
VPMOVZXWD V1{k1}{z}, H2/mH | EVEX.VL.66.0F38.WIG 33 /r
VPMOVZXWQ V1{k1}{z}, Q2/mQ | EVEX.VL.66.0F38.WIG 34 /r
VPMOVZXDQ V1{k1}{z}, H2/mH | EVEX.VL.66.0F38.W0 35 /r
VPMOVWB H1/mH{k1}{z}, V2 | EVEX.VL.F3.0F38.W0 30 /r
VPMOVDB Q1/mQ{k1}{z}, V2 | EVEX.VL.F3.0F38.W0 31 /r
VPMOVQB E1/mE{k1}{z}, V2 | EVEX.VL.F3.0F38.W0 32 /r
VPMOVDW H1/mH{k1}{z}, V2 | EVEX.VL.F3.0F38.W0 33 /r
VPMOVQW Q1/mQ{k1}{z}, V2 | EVEX.VL.F3.0F38.W0 34 /r
VPMOVQD H1/mH{k1}{z}, V2 | EVEX.VL.F3.0F38.W0 35 /r
VCVTPS2PD V1{k1}{z}, H2/mH/m32bcst | EVEX.VL.0F.W0 5A /r
VCVTPD2PS H1{k1}{z}, V2/mV/m64bcst | EVEX.VL.66.0F.W1 5A /r
VCVTPH2PS V1{k1}{z}, H2/mH | EVEX.VL.66.0F38.W0 13 /r
VCVTPS2PH H1/mH{k1}{z}, V2, imm8 | EVEX.VL.66.0F3A.W0 1D /r ib
VCVTDQ2PD V1{k1}{z}, H2/mH/m32bcst | EVEX.VL.F3.0F.W0 E6 /r
VCVTDQ2PS V1{k1}{z}, V2/mV/m32bcst | EVEX.VL.0F.W0 5B /r
VCVTUDQ2PD V1{k1}{z}, H2/mH/m32bcst | EVEX.VL.F3.0F.W0 7A /r
VCVTUDQ2PS V1{k1}{z}, V2/mV/m32bcst | EVEX.VL.F2.0F.W0 7A /r
VCVTQQ2PD V1{k1}{z}, V2/mV/m64bcst | EVEX.VL.F3.0F.W1 E6 /r
VCVTQQ2PS H1{k1}{z}, V2/mV/m64bcst | EVEX.VL.0F.W1 5B /r
VCVTUQQ2PD V1{k1}{z}, V2/mV/m64bcst | EVEX.VL.F3.0F.W1 7A /r
VCVTUQQ2PS H1{k1}{z}, V2/mV/m64bcst | EVEX.VL.F2.0F.W1 7A /r
VCVTTPD2DQ H1{k1}{z}, V2/mV/m64bcst | EVEX.VL.66.0F.W1 E6 /r
VCVTTPS2DQ V1{k1}{z}, V2/mV/m32bcst | EVEX.VL.F3.0F.W0 5B /r
VCVTTPD2QQ V1{k1}{z}, V2/mV/m64bcst | EVEX.VL.66.0F.W1 7A /r
VCVTTPS2QQ V1{k1}{z}, H2/mH/m32bcst | EVEX.VL.66.0F.W0 7A /r
VCVTTPD2UQQ V1{k1}{z}, V2/mV/m64bcst | EVEX.VL.66.0F.W1 78 /r
VCVTTPS2UQQ V1{k1}{z}, H2/mH/m32bcst | EVEX.VL.66.0F.W0 78 /r
`;

const groups: readonly string[] = [
  general,
  opmask,
  moves,
  floats,
  integers,
  conversions,
  ...vexGroups,
];

/** How many lengths there are of a row that stands for all: 512 bits only in EVEX. */
const lengthsOf = (row: string) => (row.includes("| VEX") ? 2 : 3);

/** Every row of the table, in full. */
export function instructionRows(): readonly InstructionRow[] {
  return groups
    .flatMap((group) => group.trim().split("\n"))
    .flatMap((row) => {
      const lengths = isOfAllLengths(row) ? lengthsOf(row) : 1;
      return Array.from({ length: lengths }, (_, length) => parseRow(row, length));
    });
}

/** The forms of one instruction, in the order of the table; read as they are asked for. */
export class Forms {
  readonly #sources: readonly string[];
  readonly #byLength: (readonly InstructionRow[] | undefined)[] = [];
  readonly #byKinds = new Map<number, readonly InstructionRow[]>();

  constructor(sources: readonly string[]) {
    this.#sources = sources;
  }

  /** The forms for registers of 128, 256 or 512 bits (0, 1, 2) where the instruction is there for all. */
  ofLength(length: number): readonly InstructionRow[] {
    let rows = this.#byLength[length];
    if (rows === undefined) {
      rows = this.#sources
        .filter((source) => !isOfAllLengths(source) || length < lengthsOf(source))
        .map((source) => parseRow(source, length));
      this.#byLength[length] = rows;
    }
    return rows;
  }

  /**
   * The forms whose operands are of the kinds that a number stands for ({@link kindsOf}); without those of AVX-512
   * where the processor may not have it.
   */
  of(kinds: number, withoutAvx512: boolean): readonly InstructionRow[] {
    const key = withoutAvx512 ? -kinds : kinds;
    let found = this.#byKinds.get(key);
    if (found === undefined) {
      // An instruction's length is that of its longest register, or of its memory.
      const length = lengthOf(kinds);
      const rows = this.ofLength(length).slice();
      if (hasMemory(kinds) && this.#sources.some(isOfAllLengths)) {
        for (let longer = length + 1; longer < 3; longer++) {
          rows.push(...this.ofLength(longer).filter((row) => row.length === longer));
        }
      }
      found = rows.filter((row) => takesKinds(row, kinds) && !(withoutAvx512 && isOfAvx512(row)));
      this.#byKinds.set(key, found);
    }
    return found;
  }
}

const forms = new Map<string, Forms>();

/** The forms of an instruction. */
export function formsOf(mnemonic: string): Forms {
  let found = forms.get(mnemonic);
  if (found === undefined) {
    const sources: string[] = [];
    const start = `\n${mnemonic.toUpperCase()} `;
    for (const group of groups) {
      for (let at = group.indexOf(start); at >= 0; at = group.indexOf(start, at + 1)) {
        sources.push(group.slice(at + 1, group.indexOf("\n", at + 1)));
      }
    }
    if (sources.length === 0) throw new InternalError(`assembler: no instruction ${mnemonic}`);
    found = new Forms(sources);
    forms.set(mnemonic, found);
  }
  return found;
}
