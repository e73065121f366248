//go:build !race

package main

// raceDetector tells that tests run several times slower.
const raceDetector = false
