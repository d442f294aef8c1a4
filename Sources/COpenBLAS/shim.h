#pragma once
#include <cblas.h>

// LAPACK in OpenBLAS, by its Fortran names: Debian builds the library without LAPACKE. All arguments are pointers,
// matrices are column-major, and integers have 32 bits.

// Cholesky factor of a symmetric positive definite matrix; it replaces the triangle that uplo names. info > 0: the
// leading minor of that order is not positive.
void spotrf_(const char *uplo, const int *n, float *a, const int *lda, int *info);
void dpotrf_(const char *uplo, const int *n, double *a, const int *lda, int *info);

// The inverse from that factor, which it replaces.
void spotri_(const char *uplo, const int *n, float *a, const int *lda, int *info);
void dpotri_(const char *uplo, const int *n, double *a, const int *lda, int *info);

// Solves a x = b for such a matrix; x replaces b, and the factor replaces a.
void sposv_(const char *uplo, const int *n, const int *nrhs, float *a, const int *lda, float *b, const int *ldb,
            int *info);

// Solves a x = b for any square matrix; x replaces b, and the factors replace a. info > 0: the matrix is singular.
void dgesv_(const int *n, const int *nrhs, double *a, const int *lda, int *ipiv, double *b, const int *ldb, int *info);

// Singular value decomposition. m: rows, n: columns; lwork = -1 asks for the size of work, which comes back in its
// first element. info > 0: it did not converge.
void sgesdd_(const char *jobz, const int *m, const int *n, float *a, const int *lda, float *s, float *u, const int *ldu,
             float *vt, const int *ldvt, float *work, const int *lwork, int *iwork, int *info);
