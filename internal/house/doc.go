// Package house holds the rules the code lives by, as checks that run with the tests: the floors of
// the import graph, the rounding of products, comments, file sizes, words that do not belong.
//
// It knows Go syntax and the list of floors. It must not know any science and must not import any
// other package of the module: it reads them as files.
//
// Every check is a function from source to findings, so that each is tested on a small fabricated
// input that breaks its rule before it is trusted with the real tree.
package house
