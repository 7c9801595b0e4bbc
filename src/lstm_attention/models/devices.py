"""One training run on several devices of a machine, distributed by TensorFlow."""

import tensorflow as tf


class DeviceError(Exception):
    """The requested devices are not available."""


def shared(devices: int) -> tf.distribute.Strategy:
    """Return a strategy under which a model is built and trained, with each batch shared among devices.

    Every device holds the whole model and computes its part of a batch; the gradients are averaged. For one
    device, this is TensorFlow's default strategy. On a machine without GPUs, the devices are parts of its
    processors, which must be requested before TensorFlow computes anything.

    Args:
        devices: number of devices; the first GPUs if there are any.

    Raises:
        DeviceError: if there are GPUs, but too few, or if TensorFlow has already started.
    """
    if devices == 1:
        return tf.distribute.get_strategy()
    gpus = tf.config.list_physical_devices("GPU")
    if not gpus:
        processor = tf.config.list_physical_devices("CPU")[0]
        try:
            tf.config.set_logical_device_configuration(
                processor, [tf.config.LogicalDeviceConfiguration()] * devices
            )
        except RuntimeError:
            raise DeviceError(
                f"devices={devices}: TensorFlow has already started; restart the kernel first"
            ) from None
    elif len(gpus) < devices:
        raise DeviceError(f"devices={devices}: set devices to at most {len(gpus)}, the GPUs in this machine")
    kind = "GPU" if gpus else "CPU"
    return tf.distribute.MirroredStrategy([f"{kind}:{number}" for number in range(devices)])
