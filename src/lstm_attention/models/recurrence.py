"""The recurrence of an LSTM and its gradient, compiled for the processor.

With z_t = x_t W + h_{t-1} U + b, split into four gates (Gers, Schmidhuber and Cummins 2000)::

    i = sigmoid(z_i)    f = sigmoid(z_f)    g = tanh(z_g)    o = sigmoid(z_o)     (1)
    c_t = f c_{t-1} + i g                                                         (2)
    h_t = o tanh(c_t)                                                             (3)

and with the gradients dh and dc of h_t and c_t, which include what the next step passes back::

    e = dc + dh o (1 - tanh(c_t)^2)                                               (4)
    dz_i = e g i (1 - i)      dz_f = e c_{t-1} f (1 - f)                          (5)
    dz_g = e i (1 - g^2)      dz_o = dh tanh(c_t) o (1 - o)
    dh_{t-1} = dz U^T         dc_{t-1} = e f                                      (6)
    dU = sum over t of h_{t-1}^T dz_t                                             (7)

All arrays but indices and masks are float32, in C order. A step is computed only for the documents that still
have tokens, so padding costs nothing.
"""

import numba
import numpy as np

MATH = {"fastmath": True, "error_model": "numpy"}
compiled = numba.njit(nogil=True, cache=True, **MATH)  # cached beside the bytecode of this module
# Called as functions, these would round differently once they come from the cache.
inlined = numba.njit(inline="always", **MATH)

# Eigen's rational approximation of tanh, highest power first. LLVM turns it into vector instructions.
ODD = np.float32(
    [
        *(-2.76076847742355e-16, 2.00018790482477e-13, -8.60467152213735e-11, 5.12229709037114e-08),
        *(1.48572235717979e-05, 6.37261928875436e-04, 4.89352455891786e-03),
    ]
)
EVEN = np.float32([1.19825839466702e-06, 1.18534705686654e-04, 2.26843463243900e-03, 4.89352518554385e-03])
BOUND, HALF, ONE = np.float32(7.90531110763549805), np.float32(0.5), np.float32(1)


@inlined
def _tanh(x: np.float32) -> np.float32:
    x = min(max(x, -BOUND), BOUND)
    square = x * x
    odd, even = ODD[0], EVEN[0]
    for coefficient in ODD[1:]:
        odd = odd * square + coefficient
    for coefficient in EVEN[1:]:
        even = even * square + coefficient
    return odd * x / even


@inlined
def _sigmoid(x: np.float32) -> np.float32:
    return HALF * _tanh(HALF * x) + HALF


def tokens(mask: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return where the tokens of a batch are, from a mask (batch, time) that is true where there is one.

    Returns:
        order: the documents, the longest first (batch,).
        times: the time step of each document's s-th token (batch, time).
        alive: how many documents have an s-th token (steps,).
        first: how many tokens come before the s-th ones if tokens are in sequence (steps,).
    """
    lengths = mask.sum(axis=1)
    order = np.argsort(-lengths, kind="stable")
    times = np.argsort(~mask, axis=1, kind="stable")
    alive = (lengths[:, None] > np.arange(lengths.max())).sum(axis=0)
    return order, times, alive, np.cumsum(alive) - alive


@compiled
def forward(z, u, bias, order, times, alive, first, reverse, y, gates, cells, states):  # noqa: ANN001, ANN201
    """Compute one direction's hidden states by equations 1 to 3.

    Args:
        z: x W (batch, time, 4 units).
        u: recurrent kernel U (units, 4 units).
        bias: b (4 units,).
        order, times, alive, first: as `tokens` returns them.
        reverse: whether this is the backward direction.
        y: receives h_t, each direction in its half of the last axis (batch, time, 2 units).
        gates: receives i, f, g and o, one row per token (tokens, 4 units); without rows, nothing is kept.
        cells, states: receive c_{t-1} and h_{t-1} in the same way (tokens, units).
    """
    units, steps = len(u), len(alive)
    h, c = np.zeros((len(order), units), np.float32), np.zeros((len(order), units), np.float32)
    recurrent = np.empty((len(order), 4 * units), np.float32)
    half = slice(units, 2 * units) if reverse else slice(0, units)
    keep = len(gates) > 0
    for step in range(steps):
        s = steps - 1 - step if reverse else step
        n, row = alive[s], first[s]
        np.dot(h[:n], u, recurrent[:n])
        for r in range(n):
            t = times[order[r], s]
            if keep:
                cells[row + r], states[row + r] = c[r], h[r]
            _step(z[order[r], t], bias, recurrent[r], c[r], h[r])
            if keep:
                gates[row + r] = recurrent[r]
            y[order[r], t, half] = h[r]


@inlined
def _step(z, bias, gates, c, h):  # noqa: ANN001, ANN202
    """Compute equations 1 to 3 for one token, which replaces h U by the gates and updates c and h."""
    units = len(h)
    for j in range(units):
        i = _sigmoid(z[j] + gates[j] + bias[j])
        f = _sigmoid(z[units + j] + gates[units + j] + bias[units + j])
        g = _tanh(z[2 * units + j] + gates[2 * units + j] + bias[2 * units + j])
        o = _sigmoid(z[3 * units + j] + gates[3 * units + j] + bias[3 * units + j])
        c[j] = f * c[j] + i * g
        h[j] = o * _tanh(c[j])
        gates[j], gates[units + j], gates[2 * units + j], gates[3 * units + j] = i, f, g, o


@compiled
def backward(dy, u, order, times, alive, first, reverse, gates, cells, states, dz, du):  # noqa: ANN001, ANN201
    """Compute one direction's gradients by equations 4 to 7.

    Args:
        dy: gradient of y (batch, time, 2 units).
        dz: receives the gradient of z, each direction in its half; unchanged without a token (batch, time, 8
            units).
        du: receives the gradient of u (units, 4 units).
        others: as `forward` took and left them.
    """
    units, steps = len(u), len(alive)
    dh, dc = np.zeros((len(order), units), np.float32), np.zeros((len(order), units), np.float32)
    in_sequence, transposed = np.empty_like(gates), np.ascontiguousarray(u.T)
    half = slice(units, 2 * units) if reverse else slice(0, units)
    half_z = slice(4 * units, 8 * units) if reverse else slice(0, 4 * units)
    for step in range(steps):
        s = step if reverse else steps - 1 - step
        n, row = alive[s], first[s]
        for r in range(n):
            t = times[order[r], s]
            dh[r] += dy[order[r], t, half]
            _step_back(gates[row + r], cells[row + r], dh[r], dc[r], in_sequence[row + r])
            dz[order[r], t, half_z] = in_sequence[row + r]
        np.dot(in_sequence[row : row + n], transposed, dh[:n])
    np.dot(states.T, in_sequence, du)


@inlined
def _step_back(gates, before, dh, dc, dz):  # noqa: ANN001, ANN202
    """Compute equations 4 to 6 for one token; `before` is c_{t-1}, and dc becomes that of the step before."""
    units = len(dh)
    for j in range(units):
        i, f, g, o = gates[j], gates[units + j], gates[2 * units + j], gates[3 * units + j]
        squashed = _tanh(f * before[j] + i * g)
        e = dc[j] + dh[j] * o * (ONE - squashed * squashed)
        dz[j] = e * g * i * (ONE - i)
        dz[units + j] = e * before[j] * f * (ONE - f)
        dz[2 * units + j] = e * i * (ONE - g * g)
        dz[3 * units + j] = dh[j] * squashed * o * (ONE - o)
        dc[j] = e * f
