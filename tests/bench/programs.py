"""Runs a program for the bench: as many threads as asked for, everything it prints kept, no going on after a failure."""
import os
import subprocess
import sys


def run(command, threads):
    words = [str(word) for word in command]
    environment = dict(os.environ, OMP_NUM_THREADS=str(threads), NUMBA_NUM_THREADS=str(threads), OPENBLAS_NUM_THREADS=str(threads))
    done = subprocess.run(words, capture_output=True, text=True, env=environment)
    if done.returncode:
        sys.exit(f"{' '.join(words)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done
