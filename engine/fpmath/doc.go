// Package fpmath is the engine's own library of elementary functions.
//
// Package math uses assembly on some processors, and the Go compiler fuses x*y + z on some, so that
// results differ in the last bits between platforms. Here every product that meets a sum is rounded
// explicitly (float64(x*y)) or fused explicitly (math.FMA, which is exact everywhere), so that the
// same arguments give the same bits on every platform.
//
// Exp, Log, Pow and Log10 are within 0.6 ulp of the exact result; the others, ports of the
// pure-Go functions of the standard library (FreeBSD msun and Cephes; each file names its source
// and licence), within 2 ulp.
//
// It must not know any model; it may not use the transcendental functions of package math.
package fpmath
