"""The programs of the eight mistakes: as a beginner writes them, and mended.

These texts are shown, and they are what runs (explain/mistakes.py): each finds its data, `np`,
`rng` and, where it says so, `sigmoid` or `fit` at hand, and hands its numbers to `watch` once an
epoch. Stages: "written", for some "half" (mended in one place of two), "mended".
"""

from collections.abc import Mapping

AVERAGE = """\
w = np.zeros((1, 1))
b = np.zeros((1, 1))
for epoch in range(300):
    watch(w=w, b=b)
    error = x * w + b - y
    w = w - 0.05 * 2 * error * x
    b = b - 0.05 * 2 * error
"""
AVERAGED = """\
w = np.zeros((1, 1))
b = np.zeros((1, 1))
for epoch in range(300):
    watch(w=w, b=b)
    error = x * w + b - y
    w = w - 0.05 * np.mean(2 * error * x)
    b = b - 0.05 * np.mean(2 * error)
"""

UNBOUNDED = """\
w, b = rng.uniform(-1.4, 1.4, 2), 0.0
for epoch in range(300):
    p = x @ w + b
    watch(w=w, b=b, p=p)
    q = np.clip(p, 1e-7, 1 - 1e-7)
    slope = (q - y) / (q * (1 - q))
    slope[p != q] = 0
    w = w - 0.5 * x.T @ slope / len(x)
    b = b - 0.5 * slope.mean()
"""
BOUNDED = """\
w, b = rng.uniform(-1.4, 1.4, 2), 0.0
for epoch in range(300):
    p = sigmoid(x @ w + b)
    watch(w=w, b=b, p=p)
    slope = p - y
    w = w - 0.5 * x.T @ slope / len(x)
    b = b - 0.5 * slope.mean()
"""

UNREACHED = """\
w1 = rng.normal(size=(3, 8))
w2 = rng.normal(size=(8, 1))

def backward(h, p):
    d = (p - y) / len(x)
    w1 = w1 - 5 * x.T @ (d @ w2.T)
    w2 = w2 - 5 * h.T @ d

for epoch in range(600):
    h = sigmoid(x @ w1)
    p = sigmoid(h @ w2)
    watch(w1=w1, w2=w2, p=p)
    backward(h, p)
"""
UNCHAINED = """\
w1 = rng.normal(size=(3, 8))
w2 = rng.normal(size=(8, 1))

def backward(h, p):
    d = (p - y) / len(x)
    new1 = w1 - 5 * x.T @ (d @ w2.T)
    return new1, w2 - 5 * h.T @ d

for epoch in range(600):
    h = sigmoid(x @ w1)
    p = sigmoid(h @ w2)
    watch(w1=w1, w2=w2, p=p)
    w1, w2 = backward(h, p)
"""
CHAINED = UNCHAINED.replace("(d @ w2.T)\n", "(d @ w2.T * h * (1 - h))\n")

ZEROS = """\
w1 = np.zeros((3, 8))
w2 = np.zeros((8, 1))
for epoch in range(600):
    h = sigmoid(x @ w1)
    p = sigmoid(h @ w2)
    watch(w1=w1, w2=w2, p=p)
    d = (p - y) / len(x)
    slope = d @ w2.T * h * (1 - h)
    w1 = w1 - 5 * x.T @ slope
    w2 = w2 - 5 * h.T @ d
"""
RANDOM = ZEROS.replace("np.zeros((", "rng.normal(size=(")

CUT = """\
x = rng.random((100, 10))
y = rng.integers(0, 2, 100)
table = rng.normal(size=(2, 4))  # Embedding

seen = table[x.astype(int)]
fit(seen.reshape(100, 40), y)
"""
RANDOM_LABELS = """\
x = rng.random((200, 10))
y = rng.integers(0, 2, 200)

fit(x[:100], y[:100], x[100:], y[100:])
"""
TRUE_LABELS = """\
x = rng.random((200, 10))
y = (x.sum(axis=1) > 5).astype(int)

fit(x[:100], y[:100], x[100:], y[100:])
"""

SHARED = """\
neuron = np.zeros(3)
outputs = [neuron, neuron, neuron]
for epoch in range(200):
    watch(w=outputs)
    for k in range(3):
        p = sigmoid(x @ outputs[k])
        slope = x.T @ (p - (y == k)) / len(x)
        outputs[k] -= 0.5 * slope
"""
OWN = SHARED.replace(
    "neuron = np.zeros(3)\noutputs = [neuron, neuron, neuron]\n",
    "outputs = [np.zeros(3) for k in range(3)]\n",
)

TWO_EACH = """\
w = np.zeros((3, 3))
for epoch in range(200):
    raised = np.exp(x @ w.T)
    p = raised / raised.sum(axis=1, keepdims=True)
    watch(w=w, p=p)
    slope = (p - t) / (p * (1 - p))
    slope = p * (slope - (p * slope).sum(axis=1, keepdims=True))
    w = w - 0.5 * slope.T @ x / len(x)
"""
ONE = """\
w = np.zeros((3, 3))
for epoch in range(200):
    raised = np.exp(x @ w.T)
    p = raised / raised.sum(axis=1, keepdims=True)
    watch(w=w, p=p)
    slope = p - t
    w = w - 0.5 * slope.T @ x / len(x)
"""

PRINTED = """\
w, b = np.polyfit(x, y, 1)
watch(w=w, b=b)
answers = w * x + b
print("Prediction for", new_x)
print(answers[0])
"""
ASKED = """\
w, b = np.polyfit(x, y, 1)
watch(w=w, b=b)
print("Prediction for", new_x)
print(w * new_x + b)
"""

PROGRAMS: Mapping[str, Mapping[str, str]] = {
    "average": {"written": AVERAGE, "mended": AVERAGED},
    "sigmoid": {"written": UNBOUNDED, "mended": BOUNDED},
    "backward": {"written": UNREACHED, "half": UNCHAINED, "mended": CHAINED},
    "zeros": {"written": ZEROS, "mended": RANDOM},
    "integers": {"written": CUT, "half": RANDOM_LABELS, "mended": TRUE_LABELS},
    "shared": {"written": SHARED, "mended": OWN},
    "softmax": {"written": TWO_EACH, "mended": ONE},
    "prediction": {"written": PRINTED, "mended": ASKED},
}
"""Mistake -> stage -> its program."""
